import type { MarkupElement } from '../../../core/markup/index.js';
import { EVIDENCE_LIMITS, type FileRefusal, type NamedEvidence } from '../../evidence/index.js';
import {
  at,
  FIELD,
  fileForm,
  filled,
  foreign,
  form,
  h,
  link,
  PERSON,
  type PersonFrame,
  p,
  part,
  personPage,
  submit,
} from '../parts/index.js';
import type { PersonText, Words } from '../words/index.js';

export interface EvidenceState {
  readonly files: readonly NamedEvidence[];
  /** Ids of those that whoever looks may open; a representative only what they handed in. */
  readonly openable: readonly string[];
  /** Ids of those that may be taken back: nobody could read them yet. */
  readonly removable: readonly string[];
  /** Whether another one reaches somebody. */
  readonly isOpen: boolean;
  /** Why the last one was not taken; null where none was refused. */
  readonly refusal: FileRefusal | 'full' | null;
  readonly isAdded: boolean;
}

const REFUSALS: Readonly<Record<FileRefusal | 'full', PersonText>> = {
  empty: 'badEmpty',
  kind: 'badKind',
  broken: 'badBroken',
  active: 'badActive',
  pixels: 'badPixels',
  locked: 'badLocked',
  large: 'badLarge',
  full: 'badFull',
};

const MEGABYTES = String(EVIDENCE_LIMITS.bytes / (1024 * 1024));
const FIELD_ID = 'file';

/** The page on which a person hands in files: those that there are, and one field for the next one. */
export function evidencePage(
  frame: PersonFrame,
  { files, openable, removable, isOpen, refusal, isAdded }: EvidenceState,
): string {
  const { words } = frame;
  return personPage(frame, {
    ...{ title: 'evidenceTitle', menu: 'evidence', here: PERSON.evidence },
    body: [
      isAdded ? h('p', { role: 'status', class: 'lead' }, words.of('evidenceAdded')) : null,
      refusal === null ? null : refused(words, refusal),
      p(words.of('evidenceText')),
      files.length === 0
        ? p(words.of('evidenceNone'))
        : h(
            'ul',
            {},
            ...files.map((file) => {
              const { id } = file;
              return fileItem(frame, file, { isOpenable: openable.includes(id), isRemovable: removable.includes(id) });
            }),
          ),
      isOpen ? adding(frame, refusal !== null) : p(words.of('evidenceClosed')),
    ],
  });
}

const refused = (words: Words, refusal: FileRefusal | 'full'): MarkupElement =>
  h(
    'div',
    { class: 'warning', role: 'alert' },
    h('h2', {}, words.of('evidenceBad')),
    p(link(`#${FIELD_ID}`, words.of(REFUSALS[refusal], { megabytes: MEGABYTES }))),
  );

/** A file with a link by which its sender gets it back, as it is kept. */
function fileItem(
  frame: PersonFrame,
  { id, name, addedAtMs }: NamedEvidence,
  { isOpenable, isRemovable }: { readonly isOpenable: boolean; readonly isRemovable: boolean },
): MarkupElement {
  const { words } = frame;
  const shown = name === '' ? words.of('evidenceUnnamed') : name;
  const parts = filled(words, 'evidenceOne', {
    name: isOpenable
      ? h('a', { href: at(frame, `${PERSON.evidence}/${id}`), download: '' }, foreign(shown))
      : foreign(shown),
    date: words.date(addedAtMs),
  });
  return h(
    'li',
    {},
    ...parts,
    ...(isRemovable
      ? [
          form(
            frame,
            `${PERSON.evidence}/${id}/remove`,
            submit(words.of('evidenceRemove', { name: shown }), { class: 'quiet' }),
          ),
        ]
      : []),
  );
}

const adding = (frame: PersonFrame, isInvalid: boolean): MarkupElement => {
  const { words } = frame;
  return fileForm(
    frame,
    // The address carries the language, as nothing but the file is read out of this form.
    at(frame, PERSON.evidence),
    h('label', { for: FIELD_ID }, words.of('evidenceField')),
    h(
      'p',
      { class: 'hint', id: 'file-hint' },
      words.of('evidenceHint', { megabytes: MEGABYTES, n: String(EVIDENCE_LIMITS.files) }),
    ),
    h('input', {
      ...{ id: FIELD_ID, name: FIELD.file, type: 'file', 'aria-describedby': 'file-hint' },
      accept: 'application/pdf,image/jpeg,image/png,text/plain',
      'aria-invalid': isInvalid ? 'true' : null,
    }),
    h('p', { class: 'hint' }, words.of('evidenceSafe')),
    submit(words.of('evidenceAdd'), { class: 'main' }),
  );
};

/** What a person handed in, on other pages: how many there are, and the way there. */
export const evidencePart = (frame: PersonFrame, files: readonly Pick<NamedEvidence, 'name'>[]): MarkupElement =>
  part(
    'evidence',
    frame.words.of('evidenceTitle'),
    files.length === 0
      ? p(frame.words.of('evidenceNone'))
      : h(
          'ul',
          {},
          ...files.map(({ name }) => h('li', {}, foreign(name === '' ? frame.words.of('evidenceUnnamed') : name))),
        ),
    p(link(at(frame, PERSON.evidence), frame.words.of('evidenceGo'), { class: 'button' })),
  );
