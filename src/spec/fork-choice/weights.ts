import type { BeaconState } from "../state.ts";
import type { Checkpoint, Epoch } from "../values.ts";
import type { BlockTree } from "./block-tree.ts";
import { Scores, unslashedActiveBalances } from "./scores.ts";
import type { Votes } from "./votes.ts";

/** How many measures besides the justified state's are kept: fast confirmation uses three. */
const OTHER_MEASURES = 3;

interface Measure {
  readonly key: string;
  readonly scores: Scores;
}

/**
 * The nodes' weights by any state's balances. Those by the justified checkpoint's state follow every vote as it comes;
 * those by other states are counted when asked for, and again when votes have changed.
 */
export class Weights {
  readonly #tree: BlockTree;
  readonly #votes: Votes;
  #checkpoint: Checkpoint | undefined;
  #justified: Measure | undefined;
  #others: Measure[] = [];

  constructor(tree: BlockTree, votes: Votes) {
    this.#tree = tree;
    this.#votes = votes;
  }

  /**
   * Weights by the justified checkpoint's state in its current epoch. Both functions are asked only where the checkpoint
   * is another than the last time.
   */
  justified(checkpoint: Checkpoint, state: () => BeaconState, epoch: (state: BeaconState) => Epoch): Scores {
    if (this.#justified === undefined || this.#checkpoint !== checkpoint) {
      const measure = state();
      const key = keyOf(measure, epoch(measure));
      if (this.#justified?.key !== key) {
        const scores = this.#find(key) ?? new Scores(this.#tree, unslashedActiveBalances(measure, epoch(measure)));
        this.#justified = { key, scores };
        this.#others = this.#others.filter((other) => other.key !== key);
        scores.refresh(this.#votes);
        this.#votes.observe((validator, from, to) => scores.shift(validator, from, to, this.#votes.version));
      }
      this.#checkpoint = checkpoint;
    }
    const { scores } = this.#justified;
    scores.refresh(this.#votes);
    return scores;
  }

  /** Weights by a state's balances in `epoch`. */
  of(state: BeaconState, epoch: Epoch): Scores {
    const key = keyOf(state, epoch);
    let scores = this.#justified?.key === key ? this.#justified.scores : this.#find(key);
    if (scores === undefined) {
      scores = new Scores(this.#tree, unslashedActiveBalances(state, epoch));
      this.#others.push({ key, scores });
      if (this.#others.length > OTHER_MEASURES) this.#others.shift();
    }
    scores.refresh(this.#votes);
    return scores;
  }

  #find(key: string): Scores | undefined {
    return this.#others.find((other) => other.key === key)?.scores;
  }
}

/** What the balances depend on: two states with one key measure alike. */
function keyOf(state: BeaconState, epoch: Epoch): string {
  const { effective_balance, activation_epoch, exit_epoch, slashed } = state.validators.columns;
  return [epoch, effective_balance.version, activation_epoch.version, exit_epoch.version, slashed.version].join(":");
}
