import { after, DAY, type Instant } from './instant.ts';

/** What a provider granted to a mailbox, without its tokens. */
export type Grant = {
  mailboxId: number;
  address: string;
  /** The provider's name for people. */
  provider: string;
  /** When the grant or the desk's own secret at the provider ends by itself; null when nobody told. */
  endsAt: Instant | null;
  /** Whether it is the secret that ends first. */
  bySecret: boolean;
};

/** Somebody has to be found who may sign in; a fortnight has each of them at work for some days. */
export const TOLD_BEFORE = 14 * DAY;

/** A token is renewed with a fifth of its life to spare, so that none ends while it is used. */
const RENEWED_AT = 0.8;

export const renewAt = (now: Instant, lastsSeconds: number): Instant => after(now, lastsSeconds * 1000 * RENEWED_AT);

/** What an admin has to know days before mail stops. */
export function endsSoon({ address, provider, endsAt, bySecret }: Grant): { words: string; advice: string } {
  const day = endsAt === null ? 'soon' : `on ${new Date(endsAt).toISOString().slice(0, 10)}`;
  return bySecret
    ? {
        words: `The client secret by which Heed is known to ${provider} ends ${day}. From then on ${address} neither gets nor sends mail.`,
        advice: `Make a new client secret at ${provider} and enter it with its last day under Administration, Mailboxes, "Sign in again" of ${address}.`,
      }
    : {
        words: `The sign-in of ${address} with ${provider} ends ${day}. From then on the mailbox neither gets nor sends mail.`,
        advice: SIGN_IN_AGAIN,
      };
}

const SIGN_IN_AGAIN = 'Sign in again under Administration, Mailboxes. Mail waits on its server and is collected then.';

/** Why nothing comes and goes, and what to do. `why` is what the provider said. */
export const hasDied = ({ address, provider }: Pick<Grant, 'address' | 'provider'>, why: string) => ({
  words: `Heed is no longer let into ${address} by ${provider} ("${why}").`,
  advice: SIGN_IN_AGAIN,
});
