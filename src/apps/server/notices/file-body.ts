import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { GivenFile } from '../../../domain/evidence/index.js';
import type { BodySpec } from '../http/request-body.js';

const MULTIPART = 'multipart/form-data';
/** Room for what stands around the file: boundaries, the language, the name of the file. */
const AROUND = 16 * 1024;

/** A form with one file, as browsers send it without a script. */
export const fileBody = (field: string, most: number): BodySpec<GivenFile> => ({
  schema: z.string().meta({ format: 'binary' }),
  types: [MULTIPART],
  limit: most + AROUND,
  read: (request) => readFile(request, field),
});

/** The file of a form. A body in an encoding, which could swell, is not decoded; what is in other fields, or in a second file, is not looked at. */
async function readFile(request: FastifyRequest, field: string): Promise<GivenFile> {
  const type = request.headers['content-type'] ?? '';
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const isPlain = (request.headers['content-encoding'] ?? 'identity') === 'identity';
  if (!type.toLowerCase().startsWith(`${MULTIPART};`) || !isPlain)
    throw new TribuneError('MEDIA_UNSUPPORTED', 'this address takes the form of its own page', {
      remedy: 'Open the page in a browser.',
    });
  // Reading takes as much memory as the body once more.
  request.hold(body.length);
  const form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw new TribuneError('BODY_INVALID', 'the form cannot be read', { remedy: 'Send it again.', cause });
    });
  const found = form.get(field);
  if (found === null || typeof found === 'string') return { name: '', bytes: new Uint8Array() };
  return { name: found.name, bytes: new Uint8Array(await found.arrayBuffer()) };
}
