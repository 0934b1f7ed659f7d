import { expect, test } from "bun:test";
import { parseInterfaces } from "../../../scripts/spec-coverage/typescript.ts";

test("parseInterfaces finds members and parents", () => {
  const source = `import x from "y";

export interface Base {
  readonly a: number;
  b?: string;
  method(value: { c: number }): void;
}

export abstract class Thing<T> extends Base<T> implements Other {
  d = 1;
  readonly e: number;

  private helper(): void {
    const f: number = 1;
  }
}

export interface Empty extends Base, Other {}

export interface Long
  extends Base,
    Other {
  g: string;
}
`;
  expect(parseInterfaces(source)).toEqual([
    { name: "Base", members: ["a", "b", "method"], parents: [], line: 3 },
    { name: "Thing", members: ["d", "e"], parents: ["Base", "Other"], line: 9 },
    { name: "Empty", members: [], parents: ["Base", "Other"], line: 18 },
    { name: "Long", members: ["g"], parents: ["Base", "Other"], line: 20 },
  ]);
});
