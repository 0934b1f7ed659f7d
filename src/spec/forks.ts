/** The forks, oldest first, by the specification's names. */
export const FORKS = [
  "phase0",
  "altair",
  "bellatrix",
  "capella",
  "deneb",
  "electra",
  "fulu",
  "gloas",
  "heze",
] as const;

export type ForkName = (typeof FORKS)[number];
