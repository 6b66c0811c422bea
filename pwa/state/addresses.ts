import { ask } from './connection.ts';

export type Mailbox = { id: number; address: string };

/** From which addresses tickets are answered; none where the desk cannot be asked. */
export async function readAddresses(): Promise<readonly Mailbox[]> {
  const answer = await ask<{ addresses: Mailbox[] }>('/addresses');
  return answer.is === 'good' ? answer.value.addresses : [];
}
