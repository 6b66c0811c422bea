/** Addresses of one's own network, and names that no public server answers for (RFC 1918, 4193, 6598, 6761, 6762, 8375). */
const PRIVATE = [
  /^localhost$|\.localhost$/,
  /^127\.|^10\.|^192\.168\.|^169\.254\.|^0\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^\[(?:::1?|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*|::ffff:.*)\]$/,
  /\.(?:local|internal|lan|home|test|invalid|example|home\.arpa)$/,
  /^[^.[]+$/,
];

/** Why nobody outside can open an address of ours, in words; null when they can. */
export function whyUnreachable({ hostname, protocol }: URL): string | null {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (PRIVATE.some((name) => name.test(host))) return `${host} is an address of this machine or network alone`;
  return protocol === 'https:' ? null : 'it is not https: phones cannot install the app, and passwords travel in clear';
}
