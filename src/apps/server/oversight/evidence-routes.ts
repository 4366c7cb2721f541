import { z } from 'zod';
import type { Evidence, NamedEvidence } from '../../../domain/evidence/index.js';
import { type Route, routesOver } from '../http/route.js';
import { uuid } from '../http/schemas.js';
import { sendEvidence } from '../notices/evidence-file.js';
import { SHOWS_HIDDEN } from './blind.js';
import { blindPerson } from './reader-routes.js';

export interface CaseEvidenceDeps {
  readonly evidence: Evidence;
}

const route = routesOver<CaseEvidenceDeps>();

const evidenceAnswer = z
  .object({
    files: z.array(
      z.object({
        id: uuid,
        name: z.string().meta({ description: 'As its sender called it; it says nothing about what the file is.' }),
        type: z.string().meta({ description: 'What it is by its content.' }),
        bytes: z.int(),
        opened: z.boolean().meta({ description: 'Whether the caller opened it.' }),
      }),
    ),
  })
  .meta({ id: 'CaseEvidence' });

/**
 * Files of an appeal for the reader who has it, before their view as well as after it: they are the person's word, and who forms a view hears the person
 * first. That there are some tells that the decision is contested, and with it nearly surely that it was adverse, as hardly anybody contests what was
 * decided for them; the files tell nothing of the score, its reasons or what other readers think.
 */
export const caseEvidenceRoutes: readonly Route<CaseEvidenceDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/cases/:id/evidence',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'Files that the person handed in, for the reader who has the case, before their view and after it',
    answer: evidenceAnswer,
    noStore: true,
    errors: ['FORBIDDEN', 'NOT_FOUND', 'DECISION_UNKNOWN', 'STORE_INVALID'],
    async handle(call, { evidence }) {
      const person = await blindPerson(call);
      const files = await evidence.ofCase(call.params.id!, person);
      return { files: files.map((file) => printFile(file, person.id)) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/cases/:id/evidence/:file',
    action: 'case.review',
    within: SHOWS_HIDDEN,
    summary: 'One of these files, to be saved; that the reader opened it is in the log of reads',
    answer: 'application/octet-stream',
    noStore: true,
    errors: ['FORBIDDEN', 'NOT_FOUND', 'DECISION_UNKNOWN', 'STORE_INVALID'],
    async handle(call, { evidence }) {
      const person = await blindPerson(call);
      return sendEvidence(call.reply, await evidence.openInCase(call.params.id!, call.params.file!, person));
    },
  }),
];

/** Without the time, by which a reader would know a case whose answer is known. */
const printFile = ({ id, name, kind, bytes, openedBy }: NamedEvidence, person: string) => ({
  ...{ id, name, type: kind, bytes, opened: openedBy.includes(person) },
});
