import type { OauthClients, SignInBegun, SignInState } from '../../gateway/api/oauth-shapes.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';

export type Provider = SignInState['provider'];
export type Client = OauthClients['clients'][number];
export type Endpoints = { authorize: string; token: string; device: string; scopes: string };
export type NewClient = {
  clientId: string;
  secret: string;
  secretEndsOn: string | null;
  tenant: string;
  endpoints?: Endpoints;
};

export const PROVIDER_NAMES: Record<Provider, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  custom: 'your provider',
};

export const readClients = (): Promise<Answer<OauthClients>> => ask('/oauth/clients');
export const keepClient = (provider: Provider, client: NewClient): Promise<Answer<OauthClients>> =>
  ask(`/oauth/clients/${provider}`, { method: 'PUT', body: client });
export const beginSignIn = (
  provider: Provider,
  address: string,
  way: 'browser' | 'device',
): Promise<Answer<SignInBegun>> => ask('/oauth/sign-ins', { method: 'POST', body: { provider, address, way } });
export const readSignIn = (id: number): Promise<Answer<SignInState>> => ask(`/oauth/sign-ins/${id}`);
/** A mailbox that is connected is opened by this sign-in from now on. */
export const signInAgain = (mailboxId: number, signIn: number): Promise<Answer<unknown>> =>
  ask(`/mailboxes/${mailboxId}`, { method: 'PUT', body: { signIn } });
