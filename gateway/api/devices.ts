import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { forgetDevice, keepDevice } from '../store/devices.ts';
import { type ApiEnv, agentOf } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';

const KeyShape = z.object({ publicKey: z.string() });
const KeptShape = z.object({ kept: z.boolean() });
const CalledShape = z.object({ called: z.number() });

/** A subscription as browsers give it; an uncompressed P-256 point and 16 bytes in base64url. */
const DeviceAsk = z.strictObject({
  endpoint: z.url().max(1000),
  p256dh: z.string().regex(/^[\w-]{87}=?$/),
  auth: z.string().regex(/^[\w-]{22}(?:==)?$/),
});
const ForgottenAsk = z.strictObject({ endpoint: z.string().max(1000) });

/** Devices that an agent lets the desk call. */
export function deviceRoutes(deps: ApiDeps) {
  const { db } = deps;
  const edge = () => {
    if (!deps.devices) throw new DeskError('invalid', 'This gateway calls no devices.');
    return deps.devices;
  };
  return new Hono<ApiEnv>()
    .get('/devices/key', says('By which key a browser subscribes to calls', KeyShape), async (c) =>
      gives(c, KeyShape, { publicKey: await edge().publicKey() }),
    )
    .put('/devices', says('Let this device be called', KeptShape), takes('json', DeviceAsk), async (c) => {
      const device = c.req.valid('json');
      if (!edge().allows(device.endpoint))
        throw new DeskError('invalid', 'This browser names a push service that Heed does not know.', {
          field: 'endpoint',
        });
      await keepDevice(db, agentOf(c).id, device);
      return gives(c, KeptShape, { kept: true });
    })
    .delete('/devices', says('Call this device no more', KeptShape), takes('json', ForgottenAsk), async (c) => {
      await forgetDevice(db, agentOf(c).id, c.req.valid('json').endpoint);
      return gives(c, KeptShape, { kept: false });
    })
    .post('/devices/test', says('Call my devices, to try', CalledShape), async (c) =>
      gives(c, CalledShape, { called: await edge().test(agentOf(c).address) }),
    );
}
