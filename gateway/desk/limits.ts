/** Limits of the machine that an admin may change. */
export type Limits = {
  /** With less room than this on the disk of DATA_DIR nothing is accepted: mail stays on its server. */
  leastFreeMegabytes: number;
};

/** Room for ten of the largest mails with all that is written beside them; less ends in half-written files. */
export const DEFAULT_LIMITS: Limits = { leastFreeMegabytes: 256 };
