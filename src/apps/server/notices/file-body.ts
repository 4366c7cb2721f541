import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { GivenFile } from '../../../domain/evidence/index.js';
import type { BodySpec } from '../http/request-body.js';
import { formBytes } from './form-body.js';

const MULTIPART = 'multipart/form-data';
/** Room for what stands around the file: boundaries, the language, the name of the file. */
const AROUND = 16 * 1024;
/** Parts of a form at most; the page sends two. Each takes memory of its own, however short it is. */
const MOST_PARTS = 20;
/** Copies of a file that are in memory beside the body: as it is read out of the form, cleaned and sealed. */
const COPIES = 3;
/** The content type of a form as browsers write it (RFC 2046, section 5.1.1, for the characters). */
const BOUNDARY = /^multipart\/form-data;\s*boundary="?([\w'()+,./:=?-]{1,70})"?$/i;

/** A form with one file, as browsers send it without a script. */
export const fileBody = (field: string, most: number): BodySpec<GivenFile> => ({
  schema: z.string().meta({ format: 'binary' }),
  types: [MULTIPART],
  limit: most + AROUND,
  read: (request) => readFile(request, field),
});

/** The file of a form. What is in other fields, or in a second file, is not looked at. */
async function readFile(request: FastifyRequest, field: string): Promise<GivenFile> {
  const body = formBytes(request, MULTIPART);
  const type = request.headers['content-type']!;
  const boundary = BOUNDARY.exec(type.trim())?.[1];
  if (boundary === undefined || !hasFewParts(body, boundary)) throw unreadable();
  request.hold(COPIES * body.length);
  const form = await new Response(body, { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => Promise.reject(unreadable(cause)));
  const found = form.get(field);
  if (found === null || typeof found === 'string') return { name: '', bytes: new Uint8Array() };
  return { name: found.name, bytes: new Uint8Array(await found.arrayBuffer()) };
}

/** Whether the boundary stands in a form as seldom as in one of few parts, before it is taken apart. */
function hasFewParts({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>, boundary: string): boolean {
  const bytes = Buffer.from(buffer, byteOffset, length);
  const mark = `--${boundary}`;
  let n = 0;
  for (let at = bytes.indexOf(mark); at >= 0 && n <= MOST_PARTS; at = bytes.indexOf(mark, at + mark.length)) n++;
  return n <= MOST_PARTS;
}

const unreadable = (cause?: unknown): TribuneError =>
  new TribuneError('BODY_INVALID', 'the form cannot be read', { remedy: 'Send it again.', cause });
