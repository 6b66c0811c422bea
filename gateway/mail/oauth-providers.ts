/** Where and for what a provider of mail is asked for a sign-in (RFC 6749, 8628). */
export type OAuthEndpoints = {
  authorize: string;
  token: string;
  /** null: nobody can sign in by typing a code on another device. */
  device: string | null;
  scopes: string[];
  /** What this provider wants beside the standard's parameters when a person is sent to sign in. */
  more: Record<string, string>;
};

/** As they stand in the middle of a sentence. */
export const PROVIDER_NAMES = { google: 'Google', microsoft: 'Microsoft', custom: 'your provider' } as const;

/** Microsoft's tenant, where the registration is for one company alone. */
const TENANT = /^[A-Za-z0-9.-]{1,100}$/;

/**
 * The endpoints as the providers publish them. Google lets no device ask for mail; a browser on this machine may be sent
 * to http://localhost, and any other to https only.
 */
export const KNOWN_ENDPOINTS: Record<'google' | 'microsoft', (tenant: string) => OAuthEndpoints> = {
  google: () => ({
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    device: null,
    scopes: ['https://mail.google.com/'],
    // Without both of them a second sign-in brings no refresh token.
    more: { access_type: 'offline', prompt: 'consent' },
  }),
  microsoft(tenant) {
    const at = `https://login.microsoftonline.com/${TENANT.test(tenant) ? tenant : 'common'}/oauth2/v2.0`;
    return {
      authorize: `${at}/authorize`,
      token: `${at}/token`,
      device: `${at}/devicecode`,
      scopes: [
        'https://outlook.office.com/IMAP.AccessAsUser.All',
        'https://outlook.office.com/SMTP.Send',
        'offline_access',
      ],
      more: { prompt: 'select_account' },
    };
  },
};
