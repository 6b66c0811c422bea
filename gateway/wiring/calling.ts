import type { DeviceEdge } from '../api/device-edge.ts';
import { isPushService, newVapidKeys, push, type VapidKeys } from '../notify/web-push.ts';
import type { Edges } from '../open-edges.ts';
import { devicesOf, noteCall, pushKeys } from '../store/devices.ts';

/** What a device is told: ids alone, for it fetches the words itself. */
export type Call = { is: 'page' | 'notice' | 'test page' | 'test'; ticketId: number | null };

/** Calls every device of those agents; answers how many push services took it. Never rejects. */
export type CallDevices = (addresses: readonly string[], call: Call) => Promise<number>;

// Seconds. A page that comes hours late wakes somebody for what others have done; a notice is read in the morning.
const KEPT_FOR = { page: 15 * 60, 'test page': 15 * 60, notice: 12 * 60 * 60, test: 60 } as const;

type Calling = Pick<Edges, 'db' | 'secrets' | 'log'> & { config: { baseUrl: URL } };

/** Web push of this gateway. `allows` is the rule for endpoints; a test has a push service of its own. */
export function openDevices(heed: Calling, allows: (endpoint: string) => boolean = isPushService) {
  const { db, config, log } = heed;
  let known: Promise<VapidKeys> | null = null;
  const keys = (): Promise<VapidKeys> => {
    known ??= readKeys(heed).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
  const subject = config.baseUrl.protocol === 'https:' ? config.baseUrl.href : 'mailto:push@heed.invalid';
  const call: CallDevices = async (addresses, { is, ticketId }) => {
    try {
      const devices = (await devicesOf(db, addresses)).filter(({ endpoint }) => allows(endpoint));
      if (devices.length === 0) return 0;
      const message = {
        payload: JSON.stringify({ is, ticketId }),
        urgent: is !== 'notice',
        topic: `${is.replace(' ', '')}${ticketId ?? ''}`,
        keptFor: KEPT_FOR[is],
      };
      const signed = { keys: await keys(), subject };
      const came = await Promise.all(
        devices.map(async (device) => {
          const pushed = await push(device, message, signed);
          await noteCall(db, device.id, pushed);
          return pushed;
        }),
      );
      return came.filter((one) => one === 'taken').length;
    } catch (error) {
      log.error({ error: String(error) }, 'devices could not be called');
      return 0;
    }
  };
  const edge: DeviceEdge = {
    publicKey: async () => (await keys()).publicKey,
    allows,
    test: (address) => call([address], { is: 'test', ticketId: null }),
  };
  return { call, edge };
}

async function readKeys({ db, secrets }: Calling): Promise<VapidKeys> {
  const { publicKey, privateKey } = await pushKeys(db, () => {
    const fresh = newVapidKeys();
    return { ...fresh, privateKey: secrets.encrypt(fresh.privateKey) };
  });
  return { publicKey, privateKey: secrets.decrypt(privateKey) };
}
