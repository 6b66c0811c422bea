/** What an admin says about the desk itself: on the first-run page, and later in the administration. */
export type Desk = {
  name: string;
  /** IANA zone: promises are worded in it. */
  zone: string;
  senderName: string;
  signature: string;
  contacts: Contacts;
};

/** The contacts a support promise names; '' where the desk has none. */
export type Contacts = {
  phone: string;
  emergency: string;
  portal: string;
  managerName: string;
  managerAddress: string;
  directorName: string;
  directorAddress: string;
};

export const DEFAULT_DESK: Desk = {
  name: 'Support',
  zone: 'America/New_York',
  senderName: 'Support',
  signature: '',
  contacts: {
    phone: '',
    emergency: '',
    portal: '',
    managerName: '',
    managerAddress: '',
    directorName: '',
    directorAddress: '',
  },
};
