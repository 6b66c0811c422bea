import { z } from 'zod';
import { EmailAddress, IdInPath, Line } from './asks.ts';

/** Signing in with a provider of mail. A client secret goes in and never comes out; tokens and codes do neither. */

export const OauthProvider = z.enum(['google', 'microsoft', 'custom']);
const Way = z.enum(['browser', 'device']);
const Address = z.string().trim().max(1000);

export const ProviderInPath = z.object({ provider: OauthProvider });
export { IdInPath };

/** How the desk is known to a provider. `secret`: empty leaves the one of the same client. */
export const OauthClientAsk = z.strictObject({
  clientId: Line.min(1),
  secret: z.string().max(2000).default(''),
  /** The last day of the secret, as the provider shows it. */
  secretEndsOn: z.iso.date().nullable().default(null),
  /** Of Microsoft: where the registration is for one company alone. */
  tenant: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.-]{0,100}$/, 'is no directory (tenant) id')
    .default(''),
  /** Of a provider that Heed does not know. */
  endpoints: z
    .strictObject({ authorize: Address, token: Address, device: Address, scopes: z.string().max(2000) })
    .optional(),
});

export const OauthClientsShape = z.object({
  /** What to enter at the provider as the address to come back to. */
  redirect: z.string(),
  clients: z.array(
    z.object({
      provider: OauthProvider,
      clientId: z.string(),
      hasSecret: z.boolean(),
      secretEndsAt: z.number().nullable(),
      /** How a person can sign in, the easiest first. */
      ways: z.array(Way),
      endpoints: z.object({ authorize: z.string(), token: z.string(), device: z.string(), scopes: z.string() }),
    }),
  ),
});

export const SignInBeginAsk = z.strictObject({ provider: OauthProvider, address: EmailAddress, way: Way });

/** Where to send the browser, or what to type where on another device. */
export const SignInBegunShape = z.discriminatedUnion('way', [
  z.object({ way: z.literal('browser'), id: z.number(), url: z.string() }),
  z.object({ way: z.literal('device'), id: z.number(), code: z.string(), at: z.string(), everySeconds: z.number() }),
]);

export const SignInShape = z.object({
  id: z.number(),
  provider: OauthProvider,
  address: z.string(),
  status: z.enum(['waiting', 'done', 'failed']),
  trouble: z.string().nullable(),
});

/** What comes back with the browser (RFC 6749 4.1.2); providers add more of their own. */
export const CallbackQuery = z.object({
  state: z.string().max(500).default(''),
  code: z.string().max(8192).optional(),
  error: z.string().max(200).optional(),
});

export type OauthClients = z.infer<typeof OauthClientsShape>;
export type SignInBegun = z.infer<typeof SignInBegunShape>;
export type SignInState = z.infer<typeof SignInShape>;
