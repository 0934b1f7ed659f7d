/** The forks, oldest first, by the specification's names. */
export const FORKS = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas", "heze"] as const;

export type ForkName = (typeof FORKS)[number];

/** Whether `fork` is `other` or came after it. */
export const isAtLeast = (fork: ForkName, other: ForkName): boolean => FORKS.indexOf(fork) >= FORKS.indexOf(other);
