import type { z } from 'zod';
import type { Instant } from '../desk/instant.ts';
import type { Renewed } from '../store/grants.ts';
import type { Provider } from '../store/oauth-clients.ts';
import type { OauthClientAsk, OauthClients, SignInBeginAsk, SignInBegun, SignInState } from './oauth-shapes.ts';

type ClientAsked = Omit<z.output<typeof OauthClientAsk>, 'secretEndsOn'> & {
  provider: Provider;
  secretEndsAt: Instant | null;
};

/** Signing in with a provider of mail. Each may throw a DeskError in words. */
export type SignInEdge = {
  /** What to enter at the provider as the address to come back to. */
  redirect(): string;
  clients(): Promise<OauthClients['clients']>;
  keepClient(asked: ClientAsked): Promise<void>;
  begin(asked: z.output<typeof SignInBeginAsk> & { agentId: number }): Promise<SignInBegun>;
  /** The browser is back from the provider; the sign-in's id. */
  comeBack(back: {
    state: string;
    code: string | undefined;
    error: string | undefined;
    agentId: number;
  }): Promise<number>;
  /** How it stands; asks the provider whether a code was typed, as often as it allows. */
  look(id: number, agentId: number): Promise<SignInState>;
  /** What was granted, to be kept with a mailbox. */
  use(id: number, agentId: number): Promise<{ provider: Provider; granted: Renewed; accessToken: string }>;
};
