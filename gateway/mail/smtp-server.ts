/** A mail server to send through. `none` is for a server on this machine only. */
export type SmtpServer = {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string | null;
  password: string | null;
  /** Instead of a password, where the mailbox is signed in to by its provider's grant. */
  token?: AccessToken;
};

/** A token to sign in with; `refused` is one that the server did not take. @throws Error in words for an admin */
export type AccessToken = (refused?: string) => Promise<string>;

/**
 * The server that a URL such as smtps://user:password@host names. smtps is TLS from the first byte (port 465),
 * smtp switches to TLS before anything is said (587), except to this machine itself, where there is no wire to tap.
 * Returns a sentence when the URL is none.
 */
export function readSmtpUrl(text: string): SmtpServer | { wrong: string } {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    return {
      wrong: 'must look like smtps://user:password@mail.example.com or smtp://user:password@mail.example.com:587',
    };
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const security = url.protocol === 'smtps:' ? 'tls' : isLoopback(host) ? 'none' : 'starttls';
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === undefined || password === undefined) {
    return { wrong: 'holds a % that is no escape: write a % in the user name or password as %25' };
  }
  return { host, port: Number(url.port) || (security === 'tls' ? 465 : 587), security, user, password };
}

/** The server as a mailbox's settings name it: without `tls` it switches to TLS later, unless it is this machine. */
export function smtpServerOf(
  { host, port, tls, user }: { host: string; port: number; tls: boolean; user: string },
  password: string,
  token?: AccessToken,
): SmtpServer {
  const security = tls ? 'tls' : isLoopback(host) ? 'none' : 'starttls';
  if (user === '') return { host, port, security, user: null, password: null };
  return { host, port, security, user, password: password || null, ...(token ? { token } : {}) };
}

/** Whether the host is this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

function decoded(part: string): string | null | undefined {
  try {
    return part === '' ? null : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
