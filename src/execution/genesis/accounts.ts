import { fromHex } from "../../ssz/bytes.ts";
import { addressOf } from "../transactions.ts";

/** An account with funds in a development genesis. Its key is public: never use it anywhere else. */
export interface DevAccount {
  readonly privateKey: Uint8Array;
  readonly address: Uint8Array;
}

/** Wei that each development account starts with: a million ether. */
export const DEV_ACCOUNT_BALANCE = 1_000_000n * 10n ** 18n;

/**
 * The first accounts of the mnemonic "test test test test test test test test test test test junk", which most tools
 * for contract developers use.
 */
const PRIVATE_KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
];

/** The prefunded accounts of development chains. */
export function devAccounts(): DevAccount[] {
  return PRIVATE_KEYS.map((hex) => {
    const privateKey = fromHex(hex);
    return { privateKey, address: addressOf(privateKey) };
  });
}
