import { createHash, createHmac } from 'node:crypto';

/** A request as it came over the line. */
export type SignedRequest = {
  method: string;
  /** Path and query, as sent. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
};

/**
 * AWS Signature Version 4 of S3, computed from the request that came, from the published description
 * (docs.aws.amazon.com, "Authenticating Requests: Using the Authorization Header") and from nothing of ours.
 */
export function signatureOf(request: SignedRequest, { signedHeaders, scope, secret }: Signed): string {
  const [path = '', query = ''] = request.target.split('?');
  const parameters = query === '' ? [] : query.split('&').map((one) => (one.includes('=') ? one : `${one}=`));
  const header = (name: string) =>
    String(request.headers[name] ?? '')
      .trim()
      .replaceAll(/ +/g, ' ');
  const canonical = [
    request.method,
    path,
    parameters.sort().join('&'),
    ...signedHeaders.map((name) => `${name}:${header(name)}`),
    '',
    signedHeaders.join(';'),
    header('x-amz-content-sha256'),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

export type Signed = { signedHeaders: string[]; scope: string; secret: string };

export type Claim = { accessKeyId: string; scope: string; signedHeaders: string[]; signature: string };

/** What an Authorization header claims; null when it is none of these. */
export function claimOf(authorization: string | undefined): Claim | null {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization ?? '',
    );
  const [, accessKeyId, scope, names, signature] = parts ?? [];
  if (!accessKeyId || !scope || !names || !signature) return null;
  return { accessKeyId, scope, signedHeaders: names.split(';'), signature };
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
