import type { NodeIdentity } from "./api/context.ts";

/** Of a node without networking: it has no peer id or record, and says so by leaving them empty. */
export const unconnectedIdentity: NodeIdentity = {
  peer_id: "",
  enr: "",
  p2p_addresses: [],
  discovery_addresses: [],
  metadata: { seq_number: "0", attnets: "0x0000000000000000", syncnets: "0x00" },
};
