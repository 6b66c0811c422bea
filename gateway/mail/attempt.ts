/** `from` is '' for the null sender `<>`. */
export type OutgoingMail = {
  envelope: { from: string; to: string[] };
  bytes: Uint8Array;
  /** Not begun after this, monotonic milliseconds. */
  beginBefore?: number;
};

export type Rejection = { address: string; code: number | null; words: string };

/** How far the talk got: everything before `data` certainly delivered nothing. */
export type Stage = 'connect' | 'login' | 'sender' | 'recipients' | 'data';

/**
 * What became of one try. `temporary`: nothing was delivered, try again. `refused`: the server said no, for good.
 * `unknown`: the body had begun and no answer came; it may have been delivered (RFC 1047), so only mail that may
 * arrive twice is sent again.
 */
export type Attempt =
  | {
      sent: true;
      /** The server's words after the mail, which hold its queue id. */
      response: string;
      /** The Message-ID the relay said it put in place of ours; null when it said none. */
      seenMessageId: string | null;
      rejected: Rejection[];
    }
  | {
      sent: false;
      outcome: 'refused' | 'temporary' | 'unknown';
      stage: Stage;
      /** The SMTP answer, null when there was none. */
      code: number | null;
      words: string;
      rejected: Rejection[];
    };
