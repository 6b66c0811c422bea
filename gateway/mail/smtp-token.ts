import type { NodemailerError } from 'nodemailer';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { AccessToken } from './smtp-server.ts';

/** What nodemailer calls a sign-in of our own; no server is told this name. */
export const BEARER = 'X-BEARER';

type Talk = SMTPConnection.CustomAuthenticationContext;

/**
 * Signs in with an access token by XOAUTH2, or by OAUTHBEARER (RFC 7628), which nodemailer does not list, where the
 * server does not name the former. A server that says no says why first (334) and waits for an answer. The token is in
 * no error.
 */
export async function signInByToken({ auth, authMethods, sendCommand }: Talk): Promise<void> {
  const { user = '', pass = '', options = {} } = auth;
  const standard = !authMethods.includes('XOAUTH2');
  const fields = standard
    ? [`n,a=${saslName(user)},`, `host=${options.host}`, `port=${options.port}`, `auth=Bearer ${pass}`, '', '']
    : [`user=${user}`, `auth=Bearer ${pass}`, '', ''];
  const words = Buffer.from(fields.join('\x01')).toString('base64');
  const answer = await sendCommand(`AUTH ${standard ? 'OAUTHBEARER' : 'XOAUTH2'} ${words}`);
  if (answer.status >= 200 && answer.status < 300) return;
  // "AQ==" is the lone 0x01 that RFC 7628 3.2.3 asks for.
  const end = answer.status === 334 ? await sendCommand(standard ? 'AQ==' : '') : answer;
  throw Object.assign(new Error('Invalid login'), { response: end.response, responseCode: end.status });
}

/** RFC 5801 4: a comma and an equals sign delimit. */
const saslName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C');

/** A token that is refused is renewed once, for it may have been taken back before its time. */
export async function tryTokens(
  token: AccessToken,
  signIn: (token: string) => Promise<NodemailerError | null>,
): Promise<NodemailerError | null> {
  try {
    const first = await token();
    const refusal = await signIn(first);
    if (refusal?.code !== 'EAUTH') return refusal;
    const second = await token(first);
    return second === first ? refusal : await signIn(second);
  } catch (error) {
    return Object.assign(error instanceof Error ? error : new Error(String(error)), {
      code: 'EAUTH',
    }) as NodemailerError;
  }
}
