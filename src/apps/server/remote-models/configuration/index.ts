import { z } from 'zod';
import { defineConfiguration, duration, secret } from '../../../configuration/index.js';

/** Most hosts that are named. */
const MOST_HOSTS = 200;

const host = z
  .string()
  .regex(
    /^(\[[0-9a-f:.]+\]|[a-z0-9.-]{1,253})(:\d{1,5})?$/,
    'expected a host in small letters, with its port where it has one',
  );

/** Where models behind a network may be asked, and how often their canaries are. */
export const remoteModelsConfiguration = defineConfiguration(
  'remoteModels',
  z
    .strictObject({
      hosts: z
        .record(
          host,
          z.strictObject({
            privateAddress: z
              .boolean()
              .default(false)
              .describe('whether it stands at a private address, which is refused otherwise; `false` by default'),
            token: secret().optional().describe('token that it wants, sent as `authorization: Bearer`'),
          }),
        )
        .default({})
        .refine((hosts) => Object.keys(hosts).length <= MOST_HOSTS, `expected at most ${MOST_HOSTS} hosts`)
        .describe(
          'hosts that rows about people may be sent to, as `host:port`, or as `host` at the default port of the scheme; none by default',
        ),
      checkInterval: duration('0 h', '24 d')
        .default(24 * 3_600_000)
        .describe(
          'time between two checks of the endpoints that serve by their canaries; `24 h` by default, `0 h` for none',
        ),
      timeout: duration('100 ms', '60 s')
        .default(10_000)
        .describe('longest wait for one answer of an endpoint; `10 s` by default'),
    })
    .prefault({}),
);
