import { z } from 'zod';
import { isBucketName, isObjectPrefix, isPlainAddress } from '../../../../adapters/model-store/index.js';
import { defineConfiguration, duration, path, secret } from '../../../configuration/index.js';

const objectStore = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .refine(
      (text) => !URL.canParse(text) || isPlainAddress(new URL(text)),
      'expected an address without user, query and fragment; the keys stand by themselves',
    )
    .meta({ secret: 'password' })
    .describe('address of the S3-compatible service, such as `https://s3.eu-central-1.amazonaws.com`'),
  bucket: z
    .string()
    .refine(isBucketName, 'expected 3 to 63 small letters, digits, points and hyphens')
    .describe('name of the bucket, which is there already'),
  prefix: z
    .string()
    .refine(isObjectPrefix, 'expected letters, digits, points, hyphens and slashes')
    .optional()
    .describe('what stands before the names of objects, such as `tribune/models`'),
  region: z.string().min(1).optional().describe('region of the bucket; `us-east-1` by default'),
  accessKeyId: z.string().min(1).describe('id of the key to the bucket'),
  secretAccessKey: secret().describe('the secret of that key'),
  sessionToken: secret().optional().describe('token of a temporary key'),
});

/** Where the bytes of models lie, and how often they are hashed. */
export const artifactsConfiguration = defineConfiguration(
  'artifacts',
  z
    .strictObject({
      folder: path().optional().describe('folder for the bytes of models; `artifacts` in the data folder by default'),
      objectStore: objectStore.optional(),
      checkInterval: duration('0 h', '24 d')
        .default(24 * 3_600_000)
        .describe('time between two checks of all bytes by their digests; `24 h` by default, `0 h` for none'),
      keepBackgrounds: duration('0 h', '3650 d')
        .default(0)
        .describe(
          'time after which people that explanations compare with are erased, from when the last version explained with them ended to serve; `0 h`, the default, keeps them',
        ),
    })
    .refine(({ folder, objectStore }) => folder === undefined || objectStore === undefined, {
      path: ['objectStore'],
      message: 'expected either folder or objectStore',
    })
    .prefault({}),
);
