import type { FastifyReply } from 'fastify';
import { ENDING, type OpenedEvidence } from '../../../domain/evidence/index.js';

/**
 * Sends a file that a person handed in. It is saved and never shown as a page of ours; should a browser show it all the same, nothing in it runs and
 * nothing is loaded. It has a name of ours and the type that its content has.
 */
export const sendEvidence = (reply: FastifyReply, { file, content }: OpenedEvidence) =>
  reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="file-${file.id}.${ENDING[file.kind]}"`)
    .header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
    .type(file.kind === 'text/plain' ? 'text/plain; charset=utf-8' : file.kind)
    .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
