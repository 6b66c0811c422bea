/** Calling agents' devices by web push. */
export type DeviceEdge = {
  /** By which browsers tell this desk from others; base64url (RFC 8292). */
  publicKey(): Promise<string>;
  /** Whether a push service the browser names may be called. */
  allows(endpoint: string): boolean;
  /** Calls the devices of an agent, to try; how many were called. */
  test(address: string): Promise<number>;
};
