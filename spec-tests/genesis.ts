import { fromHex } from "../src/ssz/bytes.ts";
import { Mismatch, type Runner } from "./runner.ts";
import { expectPost, readState, readValue, specFor } from "./support.ts";

/** Genesis states from deposits, and whether a candidate is valid. */
export const runner: Runner = {
  name: "genesis",
  handlers: {
    initialization: (testCase) => {
      const spec = specFor(testCase);
      const eth1 = testCase.yaml("eth1.yaml") as { eth1_block_hash: string; eth1_timestamp: string };
      const deposits = Array.from({ length: Number(testCase.meta.deposits_count) }, (_, i) =>
        readValue(testCase, `deposits_${i}`, spec.types.Deposit),
      );
      expectPost(
        testCase,
        () =>
          spec.initialize_beacon_state_from_eth1(fromHex(eth1.eth1_block_hash), Number(eth1.eth1_timestamp), deposits),
        "state",
      );
    },
    validity: (testCase) => {
      const spec = specFor(testCase);
      const expected = String(testCase.yaml("is_valid.yaml"));
      const actual = String(spec.is_valid_genesis_state(readState(testCase, spec, "genesis")));
      if (actual !== expected) throw new Mismatch("is_valid_genesis_state", expected, actual);
    },
  },
};
