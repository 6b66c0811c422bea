/** What went wrong on the way to a mail server, in one sentence a person can act on. Never holds a password. */
export function troubleWords(error: unknown, { host, port }: { host: string; port: number }): string {
  const at = `${host}, port ${port}`;
  const code = codesOf(error).find((known) => known in WORDS);
  const words = code === undefined ? undefined : WORDS[code];
  if (words) return words(at, host);
  const said = error instanceof Error ? error.message : String(error);
  return `${at}: ${said}`;
}

/** Whether the server was reached over TLS but its certificate was not believed. */
export const isCertificateTrouble = (error: unknown): boolean =>
  codesOf(error).some((code) => CERTIFICATE_CODES.includes(code));

const noSuchHost = (_at: string, host: string) => `There is no server named ${host}.`;
const noAnswer = (at: string) => `${at} does not answer. The port may be wrong, or a firewall stands between.`;
const unreachable = (at: string) => `${at} cannot be reached from this machine's network.`;
const brokeOff = (at: string) => `${at} closed the connection without a word.`;
const notTls = (at: string) =>
  `${at} does not begin with TLS. Port 465 (mail out) and 993 (mail in) do; 587 and 143 switch to it later.`;
const selfSigned = (_at: string, host: string) =>
  `The certificate of ${host} was issued by nobody this machine trusts.`;

const WORDS: Record<string, (at: string, host: string) => string> = {
  ENOTFOUND: noSuchHost,
  EAI_AGAIN: (_at, host) => `The name ${host} could not be looked up: no name server answered.`,
  ECONNREFUSED: (at) => `${at} refuses connections. The port may be wrong.`,
  ETIMEDOUT: noAnswer,
  ETIMEOUT: noAnswer,
  SOCKET_TIMEOUT: (at) => `${at} stopped answering.`,
  CONNECT_TIMEOUT: noAnswer,
  GREETING_TIMEOUT: (at) => `${at} takes connections but says nothing. A port for TLS expects it from the first byte.`,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ECONNRESET: brokeOff,
  EPIPE: brokeOff,
  NoConnection: brokeOff,
  ClosedAfterConnectText: brokeOff,
  ClosedAfterConnectTLS: brokeOff,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  CERT_HAS_EXPIRED: (_at, host) => `The certificate of ${host} has expired.`,
  CERT_NOT_YET_VALID: (_at, host) => `The certificate of ${host} is not valid yet, or this machine's clock is wrong.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (_at, host) =>
    `The certificate shown does not belong to ${host}: the server has another name.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: selfSigned,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: selfSigned,
  UNABLE_TO_GET_ISSUER_CERT: selfSigned,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: selfSigned,
  // Last: nodemailer's families, when the system's own code says nothing nearer.
  ETLS: (at) => `${at} offers no encryption (STARTTLS), and Heed sends no password or mail without it.`,
  EDNS: noSuchHost,
  ECONNECTION: brokeOff,
  ESOCKET: brokeOff,
};

const CERTIFICATE_CODES = Object.keys(WORDS).filter((code) => /CERT|LEAF_SIGNATURE/.test(code));

/** The codes of an error and what caused it, the system's own before those a library put over them. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, originalCode, timeoutType, cause } = error as Record<string, unknown>;
  return [...codesOf(cause), originalCode, timeoutType, code].filter(
    (value): value is string => typeof value === 'string',
  );
}
