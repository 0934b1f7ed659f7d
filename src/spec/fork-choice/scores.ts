import type { BeaconState } from "../state.ts";
import type { Epoch, Gwei, ValidatorIndex } from "../values.ts";
import type { BlockTree } from "./block-tree.ts";
import type { Votes } from "./votes.ts";

/**
 * Effective balances of a state by validator index, 0 for who is not active in `epoch` or is slashed: what the votes
 * weigh when that state is the measure.
 */
export function unslashedActiveBalances(state: BeaconState, epoch: Epoch): Float64Array {
  const { effective_balance, activation_epoch, exit_epoch, slashed } = state.validators.columns;
  const balances = effective_balance.toFloat64Array();
  const activation = activation_epoch.toFloat64Array();
  const exit = exit_epoch.toFloat64Array();
  const slashes = slashed.toFloat64Array();
  for (let i = 0; i < balances.length; i++)
    if (activation[i]! > epoch || epoch >= exit[i]! || slashes[i] !== 0) balances[i] = 0;
  return balances;
}

/** Weights of all nodes by one state's balances. */
export class Scores {
  readonly #tree: BlockTree;
  readonly #balances: Float64Array;
  /** What votes weigh directly at each node, and in sum with all its descendants. */
  #direct = new Float64Array(0);
  #sums = new Float64Array(0);
  #layout = -1;
  #treeVersion = -1;
  #votesVersion = -1;
  #summed = false;

  constructor(tree: BlockTree, balances: Float64Array) {
    this.#tree = tree;
    this.#balances = balances;
  }

  balance(validator: ValidatorIndex): Gwei {
    return this.#balances[validator] ?? 0;
  }

  /** Takes a changed vote into account; only right for scores that are told about every one since `refresh`. */
  shift(validator: ValidatorIndex, from: number, to: number, votesVersion: number): void {
    const balance = this.#balances[validator] ?? 0;
    if (balance !== 0) {
      this.#fit();
      if (from >= 0) this.#direct[from]! -= balance;
      if (to >= 0) this.#direct[to]! += balance;
      this.#summed = false;
    }
    this.#votesVersion = votesVersion;
  }

  /** Brings the scores up to date with the votes and the tree; free where neither has changed. */
  refresh(votes: Votes): void {
    if (this.#votesVersion !== votes.version || this.#layout !== this.#tree.layout) {
      this.#direct = new Float64Array(Math.max(this.#direct.length, 3 * this.#tree.size));
      votes.addTo(this.#direct, this.#balances);
      this.#votesVersion = votes.version;
      this.#layout = this.#tree.layout;
      this.#summed = false;
    }
    if (this.#treeVersion !== this.#tree.version) this.#summed = false;
    if (this.#summed) return;
    this.#fit();
    this.#tree.accumulate(this.#direct, this.#sums);
    this.#treeVersion = this.#tree.version;
    this.#summed = true;
  }

  /** Weight of the votes for a node and its descendants, as of the last `refresh`. */
  get(node: number): Gwei {
    return this.#sums[node]!;
  }

  #fit(): void {
    const needed = 3 * this.#tree.size;
    if (this.#direct.length < needed) {
      const direct = new Float64Array(Math.ceil(needed * 1.5));
      direct.set(this.#direct);
      this.#direct = direct;
    }
    if (this.#sums.length < needed) this.#sums = new Float64Array(this.#direct.length);
  }
}
