import { describe, expect, test } from "bun:test";
import type { Scope } from "../../../scripts/spec-coverage/expression.ts";
import { parseDocument, type SpecClass } from "../../../scripts/spec-coverage/markdown.ts";
import { describeOurs, describeTheirs } from "../../../scripts/spec-coverage/ssz.ts";
import {
  activeFields,
  bitVector,
  bytes,
  container,
  list,
  progressiveContainer,
  progressiveList,
  uint8,
  uint64,
  vector,
} from "../../../src/ssz/types.ts";

const { classes } = parseDocument(`\`\`\`python
class Root(Bytes32):
    """
    A root.
    """

class Roots(List[Root]):
    LIMIT = SIZE

class Bits(BitVector):
    LENGTH = SIZE

class Inner(Container):
    epoch: Uint64
    root: Root

class Wide(ProgressiveContainer):
    ACTIVE_FIELDS = active_fields(width=3, gaps=(1,))

    inner: Inner
    data: Data

class Data(ProgressiveList[Byte]):
    """
    Bytes.
    """

class Inners(Vector[Inner]):
    LENGTH = SIZE
\`\`\`
`);
const byName = new Map(classes.map((type): [string, SpecClass] => [type.name, type]));
const scope: Scope = { name: () => 8n, call: () => 0n };

describe("both sides' types in one notation", () => {
  const inner = container("Inner", { epoch: uint64, root: bytes(32) });
  const cases: [string, unknown, string][] = [
    ["Roots", list(bytes(32), 8), "List[ByteVector[32], 8]"],
    ["Bits", bitVector(8), "BitVector[8]"],
    ["Inner", inner, "Inner { epoch: uint64, root: ByteVector[32] }"],
    ["Inners", vector(inner, 8), "Vector[Inner, 8]"],
    [
      "Wide",
      progressiveContainer("Wide", { inner, data: progressiveList(uint8) }, activeFields(3, [1])),
      "Wide (101) { inner: Inner, data: ProgressiveList[uint8] }",
    ],
  ];
  for (const [name, ours, notation] of cases)
    test(name, () => {
      expect(describeTheirs(byName.get(name)!, byName, scope)).toBe(notation);
      expect(describeOurs(ours)).toBe(notation);
    });
});
