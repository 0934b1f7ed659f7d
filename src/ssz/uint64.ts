import { LeafNode } from "@chainsafe/persistent-merkle-tree";
import { BasicType, type ByteViews } from "@chainsafe/ssz";

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const TWO_POW_32 = 2 ** 32;

/** Raised where a number is no unsigned 64-bit integer: the specification's overflow and underflow. */
export class Uint64Error extends RangeError {
  override name = "Uint64Error";
}

/**
 * The exact value of two 32-bit halves: a number up to 2^53 - 1, `Infinity` for 2^64 - 1, and a bigint for what lies
 * between, typed as a number: comparing it stays right, and adding to it throws instead of losing bits.
 */
export function uint64FromHalves(low: number, high: number): number {
  if (high < 0x20_0000) return high * TWO_POW_32 + low;
  if (high === 0xffff_ffff && low === 0xffff_ffff) return Number.POSITIVE_INFINITY;
  return ((BigInt(high) << 32n) | BigInt(low)) as unknown as number;
}

/** Writes a value as `uint64FromHalves` gives it. Throws `Uint64Error` for one that is no unsigned 64-bit integer. */
export function setUint64(view: DataView, offset: number, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) {
    view.setUint32(offset, value >>> 0, true);
    view.setUint32(offset + 4, (value / TWO_POW_32) >>> 0, true);
    return;
  }
  if (value === Number.POSITIVE_INFINITY) {
    view.setBigUint64(offset, MAX_UINT64, true);
    return;
  }
  const wide = value as unknown;
  if (typeof wide === "bigint" && wide >= 0n && wide <= MAX_UINT64) {
    view.setBigUint64(offset, wide, true);
    return;
  }
  // Sums of Gwei totals are multiples of a power of two, so that they stay exact integers past 2^53.
  if (typeof wide === "number" && Number.isInteger(wide) && wide >= 0 && wide < 2 ** 64) {
    view.setBigUint64(offset, BigInt(wide), true);
    return;
  }
  throw new Uint64Error(`not an unsigned 64-bit integer: ${String(value)}`);
}

/** uint64 whose value is a `number`, exact over the whole range; see `uint64FromHalves`. */
export class Uint64Type extends BasicType<number> {
  readonly typeName: string = "uint64";
  readonly byteLength = 8;
  readonly itemsPerChunk = 4;
  readonly fixedSize = 8;
  readonly minSize = 8;
  readonly maxSize = 8;

  defaultValue(): number {
    return 0;
  }

  value_serializeToBytes({ dataView }: ByteViews, offset: number, value: number): number {
    setUint64(dataView, offset, value);
    return offset + 8;
  }

  value_deserializeFromBytes({ dataView }: ByteViews, start: number, end: number): number {
    this.assertValidSize(end - start);
    return uint64FromHalves(dataView.getUint32(start, true), dataView.getUint32(start + 4, true));
  }

  override value_toTree(value: number): LeafNode {
    const bytes = new Uint8Array(32);
    setUint64(new DataView(bytes.buffer), 0, value);
    return LeafNode.fromRoot(bytes);
  }

  tree_serializeToBytes({ dataView }: ByteViews, offset: number, node: LeafNode): number {
    return this.value_serializeToBytes({ dataView, uint8Array: new Uint8Array() }, offset, this.tree_getFromNode(node));
  }

  tree_deserializeFromBytes(data: ByteViews, start: number, end: number): LeafNode {
    return this.value_toTree(this.value_deserializeFromBytes(data, start, end));
  }

  tree_getFromNode(leafNode: LeafNode): number {
    return this.tree_getFromPackedNode(leafNode, 0);
  }

  tree_setToNode(leafNode: LeafNode, value: number): void {
    this.tree_setToPackedNode(leafNode, 0, value);
  }

  tree_getFromPackedNode(leafNode: LeafNode, index: number): number {
    const root = leafNode.root;
    const view = new DataView(root.buffer, root.byteOffset, root.byteLength);
    const at = 8 * (index % 4);
    return uint64FromHalves(view.getUint32(at, true), view.getUint32(at + 4, true));
  }

  tree_setToPackedNode(leafNode: LeafNode, index: number, value: number): void {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    setUint64(view, 0, value);
    const at = 8 * (index % 4);
    leafNode.setUint(4, at, view.getUint32(0, true));
    leafNode.setUint(4, at + 4, view.getUint32(4, true));
  }

  fromJson(json: unknown): number {
    if (typeof json !== "string" && typeof json !== "number" && typeof json !== "bigint")
      throw new Uint64Error(`not an unsigned 64-bit integer: ${JSON.stringify(json)}`);
    if (typeof json === "string" && !/^\d+$/.test(json))
      throw new Uint64Error(`not an unsigned 64-bit integer: ${json}`);
    const wide = BigInt(json);
    if (wide < 0n || wide > MAX_UINT64) throw new Uint64Error(`not an unsigned 64-bit integer: ${json}`);
    return uint64FromHalves(Number(wide & 0xffff_ffffn), Number(wide >> 32n));
  }

  toJson(value: number): string {
    return value === Number.POSITIVE_INFINITY ? MAX_UINT64.toString() : BigInt(value).toString();
  }
}
