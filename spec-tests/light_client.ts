import { checkDataCollection } from "./light-client/data-collection.ts";
import { checkSync } from "./light-client/sync.ts";
import { checkUpdateRanking } from "./light-client/update-ranking.ts";
import { checkMerkleProof } from "./merkle_proof.ts";
import type { Runner } from "./runner.ts";

/** The light client, and what a full node collects for it. */
export const runner: Runner = {
  name: "light_client",
  handlers: {
    data_collection: checkDataCollection,
    single_merkle_proof: checkMerkleProof,
    sync: checkSync,
    update_ranking: checkUpdateRanking,
  },
};
