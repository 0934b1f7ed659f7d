import { type Node, zeroNode } from "@chainsafe/persistent-merkle-tree";
import { hashPair, merkleize, zeroHash } from "../../crypto/hash.ts";

/** A node of a state's tree whose children are found when they are asked for. */
export interface ProofNode {
  readonly root: Uint8Array;
  /** Both children. Throws `ProofError` at a leaf. */
  children(): readonly [ProofNode, ProofNode];
}

/** Raised for a generalized index below the tree's leaves, or none at all. */
export class ProofError extends RangeError {
  override name = "ProofError";
}

/** A node without children. */
export const leafNode = (root: Uint8Array): ProofNode => ({
  root,
  children: () => {
    throw new ProofError("the generalized index lies below a leaf");
  },
});

/** A node of a tree of `@chainsafe/persistent-merkle-tree`. */
export const treeNode = (node: Node): ProofNode =>
  node.isLeaf()
    ? leafNode(node.root)
    : { root: node.root, children: () => [treeNode(node.left), treeNode(node.right)] };

export const pairNode = (left: ProofNode, right: ProofNode): ProofNode => ({
  root: hashPair(left.root, right.root),
  children: () => [left, right],
});

/** The leaves of a tree by their index; past `count` all are zero. */
export interface Leaves {
  readonly count: number;
  node(index: number): ProofNode;
  /** Root of the subtree of this depth that begins at a leaf, where it is cheaper to have than from its children. */
  root(depth: number, start: number): Uint8Array;
}

/** The subtree of this depth that begins at leaf `start`. */
export function rangeNode(leaves: Leaves, depth: number, start: number): ProofNode {
  if (start >= leaves.count) return treeNode(zeroNode(depth));
  if (depth === 0) return leaves.node(start);
  return {
    root: leaves.root(depth, start),
    children: () => [rangeNode(leaves, depth - 1, start), rangeNode(leaves, depth - 1, start + 2 ** (depth - 1))],
  };
}

/** EIP-7916's tree of the leaves from subtree `subtree` on. */
export function progressiveNode(leaves: Leaves, subtree = 0, start = 0): ProofNode {
  if (start >= leaves.count) return leafNode(zeroHash(0));
  const rest = progressiveNode(leaves, subtree + 1, start + 4 ** subtree);
  return pairNode(rangeNode(leaves, 2 * subtree, start), rest);
}

/** Leaves that are all at hand. */
export const leavesOf = (nodes: readonly ProofNode[]): Leaves => ({
  count: nodes.length,
  node: (index) => nodes[index]!,
  root: (depth, start) => {
    const roots = nodes.slice(start, start + 2 ** depth).map((node) => node.root);
    const bytes = new Uint8Array(roots.length * 32);
    roots.forEach((root, i) => {
      bytes.set(root, i * 32);
    });
    return merkleize(bytes, depth);
  },
});

/** The siblings on the way from the node at this generalized index up to `root`, the lowest first. */
export function branch(root: ProofNode, gindex: bigint): Uint8Array[] {
  if (gindex < 1n) throw new ProofError(`no generalized index: ${gindex}`);
  const siblings: Uint8Array[] = [];
  let node = root;
  for (const bit of gindex.toString(2).slice(1)) {
    const [left, right] = node.children();
    siblings.push(bit === "0" ? right.root : left.root);
    node = bit === "0" ? left : right;
  }
  return siblings.reverse();
}
