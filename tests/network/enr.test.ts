import { expect, test } from "bun:test";
import { encodeEnr, peerIdOf } from "../../src/network/enr.ts";
import { fromHex } from "../../src/ssz/bytes.ts";

// The key of EIP-778's example.
const KEY = fromHex("0xb71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291");

test("the record of EIP-778's example", () => {
  const entries = new Map([
    ["ip", Uint8Array.of(127, 0, 0, 1)],
    ["udp", Uint8Array.of(0x76, 0x5f)],
  ]);
  expect(encodeEnr(KEY, 1, entries)).toBe(
    "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8",
  );
});

test("a secp256k1 peer id names its key", () => {
  expect(peerIdOf(KEY)).toMatch(/^16Uiu2HA[1-9A-HJ-NP-Za-km-z]{44,45}$/);
});
