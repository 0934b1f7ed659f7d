import { firstInvalidBlock, markValid, type OptimisticStore } from "../src/spec/bellatrix/optimistic-sync.ts";
import { fromHex, toHex } from "../src/ssz/bytes.ts";
import { ForkChoiceCase, type Step } from "./fork-choice-case.ts";
import type { Runner, TestCase } from "./runner.ts";
import { readValue } from "./support.ts";

/** A case whose blocks are imported with what the engine says of their payloads, which may come late. */
class OptimisticCase extends ForkChoiceCase {
  readonly #optimistic: OptimisticStore = {
    optimistic_roots: new Set(),
    head_block_root: this.store.finalized_checkpoint.root,
    blocks: this.store.blocks,
    block_states: this.store.block_states,
  };

  protected override play(step: Step): void {
    super.play(step);
    if (step.block !== undefined) this.#applyVerdict(step.block);
  }

  /** Follows what the engine has said of a block's payload, whether the block was taken for it or refused. */
  #applyVerdict(name: string): void {
    const { types } = this.spec;
    const block = readValue(this.testCase, name, types.SignedBeaconBlock).message;
    const root = types.BeaconBlock.hashTreeRoot(block);
    const verdict = this.payloadStatuses.get(toHex(block.body.execution_payload.block_hash));
    if (verdict?.status === "INVALID") {
      const latestValidHash = verdict.latest_valid_hash === "null" ? null : fromHex(verdict.latest_valid_hash);
      const invalid = firstInvalidBlock(this.store.blocks, root, block, latestValidHash);
      if (this.store.blocks.has(toHex(invalid)))
        for (const key of this.store.remove(invalid)) this.#optimistic.optimistic_roots.delete(key);
    } else {
      this.#optimistic.optimistic_roots.add(toHex(root));
      if (verdict?.status === "VALID") markValid(this.#optimistic, root);
    }
    this.#optimistic.head_block_root = this.spec.get_head(this.store).root;
  }
}

export const runner: Runner = {
  name: "sync",
  handlers: { optimistic: (testCase: TestCase) => new OptimisticCase(testCase).run() },
};
