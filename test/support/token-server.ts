import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CLIENT = { id: 'the-desk', secret: 'a client secret of the tests' };

/**
 * A provider's token server over real HTTP: codes with PKCE, codes for devices, refresh tokens that are good once: one that comes
 * twice takes all back.
 */
export type TokenServer = {
  url: string;
  endpoints: { authorize: string; token: string; device: string; scopes: string };
  /** Where a mail server asks whether a token is good, and whose it is. */
  introspect: string;
  /** Seconds that access tokens given from now on last. */
  lasts: number;
  /** Seconds that refresh tokens last, told from now on; null: it does not tell. */
  refreshLasts: number | null;
  /** Grants by what they were asked with. */
  granted: { how: string; access: string; refresh: string }[];
  /** A grant to `user` that nobody asked for over the network. */
  grant(user: string): { access: string; refresh: string };
  /** Whose a good access token is; null when it is none. */
  userOf(access: string): string | null;
  /** Somebody signs in as `user` and types the code. */
  type(userCode: string, user: string): void;
  /** Every token is taken back. */
  revoke(): void;
  /** Access tokens are taken back before their time; refresh tokens go on. */
  forgetAccess(): void;
  close(): Promise<void>;
};

type Code = { user: string; challenge: string; redirect: string };
type Device = { userCode: string; user: string | null };

/** Whoever comes to /authorize is signed in as the address that their link hints at, and agrees. */
export async function startTokenServer(): Promise<TokenServer> {
  const codes = new Map<string, Code>();
  const devices = new Map<string, Device>();
  const access = new Map<string, { user: string; until: number }>();
  const refresh = new Map<string, string>();
  const used = new Set<string>();

  const give = (how: string, user: string) => {
    const given = { how, access: `access-${randomUUID()}`, refresh: `refresh-${randomUUID()}` };
    access.set(given.access, { user, until: Date.now() + self.lasts * 1000 });
    refresh.set(given.refresh, user);
    self.granted.push(given);
    return given;
  };
  const grant = (how: string, user: string) => {
    const given = give(how, user);
    return {
      token_type: 'Bearer',
      access_token: given.access,
      refresh_token: given.refresh,
      expires_in: self.lasts,
      ...(self.refreshLasts === null ? {} : { refresh_token_expires_in: self.refreshLasts }),
    };
  };

  const tokens = (asked: URLSearchParams): [number, object] => {
    const get = (name: string) => asked.get(name) ?? '';
    if (get('client_id') !== CLIENT.id || get('client_secret') !== CLIENT.secret)
      return refused('invalid_client', 'Who are you?');
    const how = get('grant_type');
    if (how === 'authorization_code') {
      const code = codes.get(get('code'));
      codes.delete(get('code'));
      const challenge = createHash('sha256').update(get('code_verifier')).digest('base64url');
      if (!code || code.challenge !== challenge || code.redirect !== get('redirect_uri'))
        return refused('invalid_grant', 'No such code.');
      return [200, grant(how, code.user)];
    }
    if (how === 'refresh_token') {
      const shown = get('refresh_token');
      const user = refresh.get(shown);
      refresh.delete(shown);
      // RFC 9700 4.14.2: a token that comes twice was stolen from one of the two.
      if (used.has(shown)) self.revoke();
      used.add(shown);
      return user === undefined
        ? refused('invalid_grant', 'Token has been expired or revoked.')
        : [200, grant(how, user)];
    }
    if (how !== 'urn:ietf:params:oauth:grant-type:device_code') return refused('unsupported_grant_type', '');
    const device = devices.get(get('device_code'));
    if (!device) return refused('expired_token', 'No such code.');
    if (device.user === null) return refused('authorization_pending', '');
    devices.delete(get('device_code'));
    return [200, grant(how, device.user)];
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', self.url);
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/authorize') {
      const asked = (name: string) => url.searchParams.get(name) ?? '';
      const back = new URL(asked('redirect_uri'));
      const code = randomUUID();
      const fair = asked('response_type') === 'code' && asked('code_challenge_method') === 'S256';
      if (!fair || asked('client_id') !== CLIENT.id) return say(400, { error: 'invalid_request' });
      codes.set(code, {
        user: asked('login_hint'),
        challenge: asked('code_challenge'),
        redirect: asked('redirect_uri'),
      });
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked('state'));
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === '/token') return say(...tokens(await formOf(request)));
    if (url.pathname === '/device') {
      const [deviceCode, userCode] = [randomUUID(), randomUUID().slice(0, 8).toUpperCase()];
      devices.set(deviceCode, { userCode, user: null });
      return say(200, {
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: `${self.url}/type`,
        expires_in: 600,
        interval: 1,
      });
    }
    if (url.pathname === '/introspect') {
      const user = self.userOf((request.headers.authorization ?? '').replace(/^Bearer /, ''));
      return say(user === null ? 401 : 200, { active: user !== null, username: user ?? '' });
    }
    say(404, {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const self: TokenServer = {
    url,
    endpoints: { authorize: `${url}/authorize`, token: `${url}/token`, device: `${url}/device`, scopes: 'mail' },
    introspect: `${url}/introspect`,
    lasts: 3600,
    refreshLasts: null,
    granted: [],
    grant: (user) => give('by hand', user),
    userOf(token) {
      const known = access.get(token);
      return known && Date.now() < known.until ? known.user : null;
    },
    type(userCode, user) {
      for (const device of devices.values()) if (device.userCode === userCode) device.user = user;
    },
    revoke() {
      access.clear();
      refresh.clear();
    },
    forgetAccess: () => access.clear(),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

const refused = (error: string, error_description: string): [number, object] => [400, { error, error_description }];

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}
