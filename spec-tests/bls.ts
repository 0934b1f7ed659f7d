import { BlstBls } from "../src/crypto/blst.ts";
import { fromHex, toHex } from "../src/ssz/bytes.ts";
import { sameTree } from "./compare.ts";
import type { GeneralCase, Runner } from "./runner.ts";
import { specsOf } from "./specs.ts";

const bls = new BlstBls();

const altair = () => specsOf("minimal").get("altair");

interface Input {
  readonly privkey: string;
  readonly pubkey: string;
  readonly pubkeys: readonly string[];
  readonly message: string;
  readonly messages: readonly string[];
  readonly signature: string;
}

/** A handler that computes `output` from `input`, of which a function that throws says that it is invalid: `null`. */
const handler =
  <I>(compute: (input: I) => Uint8Array | boolean) =>
  (testCase: GeneralCase): void => {
    const { input, output } = testCase.yaml("data.yaml") as { input: I; output: string };
    sameTree(
      "output",
      output,
      attempt(() => compute(input)),
    );
  };

function attempt(compute: () => Uint8Array | boolean): string {
  try {
    const output = compute();
    return output instanceof Uint8Array ? toHex(output) : String(output);
  } catch (error) {
    // Whatever the library or an assertion says of the input, but no bug of ours.
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    return "null";
  }
}

/**
 * BLS vectors of the `general` preset.
 * https://github.com/ethereum/consensus-specs/tree/master/tests/formats/bls
 */
export const runner: Runner<GeneralCase> = {
  name: "bls",
  handlers: {
    aggregate: handler<string[]>((signatures) => bls.Aggregate(signatures.map(fromHex))),
    aggregate_verify: handler<Input>(({ pubkeys, messages, signature }) =>
      bls.AggregateVerify(pubkeys.map(fromHex), messages.map(fromHex), fromHex(signature)),
    ),
    eth_aggregate_pubkeys: handler<string[]>((pubkeys) => altair().eth_aggregate_pubkeys(pubkeys.map(fromHex))),
    eth_fast_aggregate_verify: handler<Input>(({ pubkeys, message, signature }) =>
      altair().eth_fast_aggregate_verify(pubkeys.map(fromHex), fromHex(message), fromHex(signature)),
    ),
    fast_aggregate_verify: handler<Input>(({ pubkeys, message, signature }) =>
      bls.FastAggregateVerify(pubkeys.map(fromHex), fromHex(message), fromHex(signature)),
    ),
    sign: handler<Input>(({ privkey, message }) => bls.Sign(fromHex(privkey), fromHex(message))),
    verify: handler<Input>(({ pubkey, message, signature }) =>
      bls.Verify(fromHex(pubkey), fromHex(message), fromHex(signature)),
    ),
  },
};
