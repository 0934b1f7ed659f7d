import { hashInto } from "../../crypto/hash.ts";

/** A way to a root, one pair of siblings after the other: yields two nodes and is given their parent. */
export type HashSteps = Generator<readonly [Uint8Array, Uint8Array], Uint8Array, Uint8Array>;

/** Goes several ways at once, so that each native call hashes a pair of every one. Answers the roots in their order. */
export function runSteps(ways: readonly HashSteps[]): Uint8Array[] {
  const roots: Uint8Array[] = new Array(ways.length);
  const nodes = new Uint8Array(ways.length * 64);
  let going: number[] = [];
  const take = (way: number, step: IteratorResult<readonly [Uint8Array, Uint8Array], Uint8Array>) => {
    if (step.done === true) {
      roots[way] = step.value;
      return;
    }
    nodes.set(step.value[0], going.length * 64);
    nodes.set(step.value[1], going.length * 64 + 32);
    going.push(way);
  };
  ways.forEach((way, i) => {
    take(i, way.next());
  });
  while (going.length > 0) {
    const hashed = going;
    going = [];
    const parents = new Uint8Array(hashed.length * 32);
    hashInto(nodes.subarray(0, hashed.length * 64), parents);
    hashed.forEach((way, i) => {
      take(way, ways[way]!.next(parents.subarray(i * 32, i * 32 + 32)));
    });
  }
  return roots;
}
