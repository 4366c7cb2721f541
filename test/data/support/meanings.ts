import { lintWording, readingAge } from '../../../src/core/explain/index.js';
import { noticeWords } from '../../../src/core/explain/reasons/notice/notice-law.js';
import { namesIn } from '../../../src/core/explain/reasons/texts/data-file.js';
import { INDEXED_TYPES, isToldOf } from '../../../src/domain/control-records/index.js';
import type { Control } from '../../../src/domain/controls/index.js';
import { stepFamily } from '../../../src/domain/mitigation/law/index.js';
import { STEPS } from '../../../src/domain/mitigation/search/index.js';
import { MESSAGE_KINDS } from '../../../src/domain/person-messages/index.js';
import { MESSAGE_FIELDS } from '../../../src/domain/person-messages/texts/index.js';
import { parseRetentionPeriod } from '../../../src/domain/retention/retention-period.js';
import { type DataFile, filesOf, type Path } from './data-file.js';
import { readingAgeIn } from './reading-ages.js';

/** Highest reading age of what everybody has to understand, in years (notes: 12 to 14). */
const MOST_AGE = 14;

export const text = (file: DataFile, key: string): string => file.content[key] as string;

/** Every text inside a value, with its path. */
const textsIn = (value: unknown, path: Path = []): [Path, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) =>
          textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];

/** Words in braces that nothing fills in. */
const unknownNames = (file: DataFile, known: readonly string[], part: string): string[] =>
  textsIn(file.content[part], [part]).flatMap(([path, sentence]) =>
    namesIn(sentence)
      .filter((name) => !known.includes(name))
      .map((name) => file.mistake(path, `{${name}} stands for nothing; known: ${known.join(', ')}`)),
  );

const addressee = { name: 'n', address: 'a' };
const EVERYTHING = {
  outcome: '',
  organisation: '',
  dataSources: [],
  correction: '',
  appeal: { how: '', by: '' },
  contact: '',
  decidedOn: '',
  address: 'a',
  agency: addressee,
  consumerReport: {
    agency: { ...addressee, phone: '1' },
    score: { value: 1, range: [0, 2], date: '', source: '', factors: [] },
  },
} as const;

/** What only a folder's own meaning can refuse. */
export const MEANING: Readonly<Record<string, (file: DataFile) => string[]>> = {
  'attribute-law': (file) => {
    const places = (file.content.places as { id: string }[]).map(({ id }) => id);
    const families = STEPS.map(stepFamily);
    const named = (['grades', 'unknown'] as const).flatMap((list) =>
      ((file.content[list] ?? []) as { place: string; steps: string[] }[]).map((one, at) => ({ ...one, list, at })),
    );
    return named.flatMap(({ place, steps, list, at }, n) => [
      ...(places.includes(place) ? [] : [file.mistake([list, at, 'place'], `"${place}" is no place of this file`)]),
      ...steps
        .filter((step) => !families.includes(step))
        .map((step) => file.mistake([list, at, 'steps'], `"${step}" is no step of a search`)),
      ...steps
        .filter((step) => named.slice(0, n).some((other) => other.place === place && other.steps.includes(step)))
        .map((step) => file.mistake([list, at, 'steps'], `"${step}" stands twice for ${place}`)),
    ]);
  },
  'measured-costs': (file) =>
    (file.content.costs as { id: string; low: number; high: number }[]).flatMap(({ id, low, high }, index, all) => [
      ...(low <= high ? [] : [file.mistake(['costs', index, 'high'], `${id}: the lowest is above the highest`)]),
      ...(all.findIndex((other) => other.id === id) < index
        ? [file.mistake(['costs', index, 'id'], `"${id}" stands here twice`)]
        : []),
    ]),
  'report-templates': (file) => {
    const known = filesOf('incident-duties').flatMap((one) =>
      (one.content.duties as { id: string }[]).map(({ id }) => id),
    );
    const fields = (file.content.sections as { fields: { id: string }[] }[]).flatMap((one) => one.fields);
    return [
      ...(file.content.duties as string[])
        .filter((duty) => !known.includes(duty))
        .map((duty) => file.mistake(['duties'], `"${duty}" is no duty of incident-duties`)),
      ...fields
        .filter(({ id }, at) => fields.findIndex((one) => one.id === id) < at)
        .map(({ id }) => file.mistake(['sections'], `the field "${id}" stands twice`)),
    ];
  },
  'document-fields': (file) => {
    const ids = (file.content.fields as { id: string }[]).map(({ id }) => id);
    return ids
      .filter((id, at) => ids.indexOf(id) < at)
      .map((id) => file.mistake(['fields'], `the field "${id}" stands twice`));
  },
  'statement-rules': (file) => {
    const fields = file.content.fields as {
      id: string;
      form: string;
      values?: string[];
      needed: { field?: string; fields?: string[] } | null;
    }[];
    const ids = fields.map(({ id }) => id);
    return fields.flatMap(({ id, form, values, needed }, at) => [
      ...(ids.indexOf(id) < at ? [file.mistake(['fields', at], `"${id}" stands twice`)] : []),
      ...(form.startsWith('choice') === (values !== undefined)
        ? []
        : [file.mistake(['fields', at], 'has values where it is a choice')]),
      ...[needed?.field ?? [], needed?.fields ?? []]
        .flat()
        .filter((one) => !ids.includes(one))
        .map((one) => file.mistake(['fields', at, 'needed'], `"${one}" is no field`)),
    ]);
  },
  'document-templates': (file) => {
    const fields = filesOf('document-fields').flatMap((one) => one.content.fields as { id: string; about: string }[]);
    const named = textsIn(file.content.sections, ['sections']).filter(([path]) => path.at(-1) === 'statement');
    const isOfData = file.content.id === 'datasheet';
    return named.flatMap(([path, id], at) => {
      const field = fields.find((one) => one.id === id);
      if (field === undefined) return [file.mistake(path, `"${id}" is no field of document-fields`)];
      return [
        ...((field.about === 'data') === isOfData ? [] : [file.mistake(path, `"${id}" is about a ${field.about}`)]),
        ...(named.findIndex(([, other]) => other === id) < at ? [file.mistake(path, `"${id}" stands twice`)] : []),
      ];
    });
  },
  'appeal-clocks': (file) => {
    const calendars = (file.content.calendars as { id: string }[]).map(({ id }) => id);
    const regions = file.content.regions as Record<string, string[]>;
    const places = [...Object.keys(regions), ...Object.values(regions).flat()];
    const parts = ['windows', 'clocks', 'redress'] as const;
    const everywhere = parts.filter((part) =>
      (file.content[part] as { jurisdictions: string[] }[]).every(({ jurisdictions }) => jurisdictions.length > 0),
    );
    const redress = file.content.redress as { translations: Record<string, string> }[];
    const languages = filesOf('person-texts').flatMap((one) => text(one, 'locale'));
    return [
      ...redress.flatMap(({ translations }, at) =>
        languages
          .filter((language) => language !== 'en' && translations[language] === undefined)
          .map((language) => file.mistake(['redress', at, 'translations'], `lacks ${language}`)),
      ),
      ...everywhere.map((part) => file.mistake([part], 'has nothing that holds everywhere')),
      ...parts.flatMap((part) =>
        (file.content[part] as { jurisdictions: string[]; calendar?: string }[]).flatMap((one, at) => [
          ...one.jurisdictions
            .filter((place) => !places.includes(place))
            .map((place) => file.mistake([part, at, 'jurisdictions'], `${place} is no region and no place of one`)),
          ...(one.calendar === undefined || calendars.includes(one.calendar)
            ? []
            : [file.mistake([part, at, 'calendar'], `"${one.calendar}" is no calendar of this file`)]),
        ]),
      ),
    ];
  },
  'incident-duties': (file) => {
    const duties = file.content.duties as { id: string; jurisdictions: string[] }[];
    const regions = file.content.regions as Record<string, string[]>;
    const places = [...Object.keys(regions), ...Object.values(regions).flat()];
    return duties.flatMap(({ id, jurisdictions }, at) => [
      ...(duties.findIndex((other) => other.id === id) < at
        ? [file.mistake(['duties', at, 'id'], 'stands twice')]
        : []),
      ...jurisdictions
        .filter((one) => !places.includes(one))
        .map((one) => file.mistake(['duties', at, 'jurisdictions'], `${one} is no region and no place of one`)),
    ]);
  },
  controls: (file) => {
    const known = filesOf('system-questions').flatMap(({ content }) =>
      [...(content.questions as { id: string }[]), ...(content.classes as { id: string }[])].map(({ id }) => id),
    );
    const domains = filesOf('system-questions').flatMap((one) => one.content.domains as string[]);
    const controls = file.content.controls as Control[];
    return [
      ...(file.name.endsWith(`/${text(file, 'framework')}-${text(file, 'date')}.json`)
        ? []
        : [file.mistake(['framework'], 'the file is not called by framework and day')]),
      ...controls.flatMap(({ id, periods, when, checks }, at) => [
        ...(controls.findIndex((one) => one.id === id) < at
          ? [file.mistake(['controls', at, 'id'], `"${id}" stands twice`)]
          : []),
        ...[...periods.flatMap((one) => one.if), ...when.all, ...when.any]
          .filter((answer) => !known.includes(answer))
          .map((answer) => file.mistake(['controls', at], `"${answer}" is no question and no class`)),
        ...when.domains
          .filter((domain) => !domains.includes(domain))
          .map((domain) => file.mistake(['controls', at, 'when'], `"${domain}" is no known domain`)),
        ...checks
          .flatMap((check) => (check.is === 'entered' ? check.types : []))
          .filter((type) => !INDEXED_TYPES.includes(type))
          .map((type) => file.mistake(['controls', at, 'checks'], `entries of "${type}" are not followed`)),
        ...checks
          .flatMap((check) => (check.is === 'entered' ? check.types.map((type) => ({ type, about: check.about })) : []))
          .filter(({ type, about }) => !isToldOf(type, about))
          .map(({ type, about }) => file.mistake(['controls', at, 'checks'], `"${type}" is not about ${about}`)),
        ...(checks.filter(({ is }) => is === 'stated').length > 1
          ? [file.mistake(['controls', at, 'checks'], 'two things are asked, and one answer would be both')]
          : []),
      ]),
    ];
  },
  'protected-classes': (file) => {
    const domains = filesOf('system-questions').flatMap((one) => one.content.domains as string[]);
    const rules = file.content.rules as { id: string; domains: string[]; attributes: { id: string }[] }[];
    return rules.flatMap(({ id, domains: fields, attributes }, at) => [
      ...(rules.findIndex((one) => one.id === id) < at
        ? [file.mistake(['rules', at, 'id'], `"${id}" stands twice`)]
        : []),
      ...fields
        .filter((one) => !domains.includes(one))
        .map((one) => file.mistake(['rules', at, 'domains'], `"${one}" is no known domain`)),
      ...attributes
        .filter((one, n) => attributes.findIndex((other) => other.id === one.id) < n)
        .map((one) => file.mistake(['rules', at, 'attributes'], `"${one.id}" stands twice`)),
    ]);
  },
  'system-questions': (file) => {
    const questions = file.content.questions as { id: string }[];
    const classes = file.content.classes as { id: string; any: string[]; unlessAll: string[]; unlessNot: string[] }[];
    const routes = file.content.routes as { class: string; all: string[]; not: string[] }[];
    const [known, inClasses] = [questions.map(({ id }) => id), classes.map(({ id }) => id)];
    const ofClasses = classes.flatMap((one) => [...one.any, ...one.unlessAll, ...one.unlessNot]);
    const used = [...ofClasses, ...routes.flatMap((one) => [...one.all, ...one.not])];
    return [
      ...[...known, ...inClasses]
        .filter((id, at, names) => names.indexOf(id) < at)
        .map((id) => file.mistake(['questions'], `"${id}" stands twice`)),
      ...used
        .filter((id) => !known.includes(id))
        .map((id) => file.mistake(['classes'], `"${id}" is no question of this file`)),
      ...routes
        .filter((one) => !inClasses.includes(one.class))
        .map((one) => file.mistake(['routes'], `"${one.class}" is no class of this file`)),
    ];
  },
  'vendor-questions': (file) =>
    (file.content.questions as { id: string }[])
      .map(({ id }) => id)
      .filter((id, at, names) => names.indexOf(id) < at)
      .map((id) => file.mistake(['questions'], `"${id}" stands twice`)),
  'reason-texts': (file) => {
    const sentences = textsIn({ unknown: file.content.unknown, texts: file.content.texts });
    const vague = sentences.flatMap(([path, sentence]) =>
      lintWording(sentence, text(file, 'locale')).map(({ found, why, basis }) =>
        file.mistake(path, `"${found}" ${why} (${basis})`),
      ),
    );
    const running = sentences.filter(([path]) => path.at(-1) !== 'topic').map(([, sentence]) => sentence);
    const { age, status } = readingAge(running.join(' '), text(file, 'locale'));
    return status === 'ok' ? vague : [...vague, file.mistake(['texts'], `reads at the age of ${age}, too hard`)];
  },
  'message-duties': (file) => {
    const regions = filesOf('appeal-clocks').at(-1)!.content.regions as Record<string, string[]>;
    const places = [...Object.keys(regions), ...Object.values(regions).flat()];
    const duties = file.content.duties as { id: string; jurisdictions: string[]; message: string }[];
    return [
      ...duties.flatMap(({ id, jurisdictions }, at) => [
        ...(duties.findIndex((other) => other.id === id) < at
          ? [file.mistake(['duties', at, 'id'], 'stands twice')]
          : []),
        ...jurisdictions
          .filter((one) => !places.includes(one))
          .map((one) => file.mistake(['duties', at, 'jurisdictions'], `${one} is no region and no place of one`)),
      ]),
      ...MESSAGE_KINDS.filter(
        (kind) => !duties.some((one) => one.message === kind && one.jurisdictions.length === 0),
      ).map((kind) => file.mistake(['duties'], `has nothing that holds everywhere of the ${kind}`)),
    ];
  },
  'message-texts': (file) => {
    const sentences = textsIn(file.content.messages, ['messages']).filter(([, one]) => /[.?!:]$/.test(one));
    const measure = readingAgeIn[text(file, 'locale')];
    if (measure === undefined) return [file.mistake(['locale'], 'nothing measures how hard this language is to read')];
    const age = measure(sentences.map(([, one]) => one.replace(/\{\w+\}/g, 'X')).join(' '));
    const lines = Object.entries(file.content.messages as Record<string, { lines: { text: string }[] }>);
    const said = (kind: string) =>
      lines.flatMap(([name, one]) => (name === kind ? one.lines.flatMap((line) => namesIn(line.text)) : []));
    const asked = (filesOf('message-duties').at(-1)!.content.duties as { message: string; fields: string[] }[]).flatMap(
      ({ message, fields }) => fields.map((field) => ({ message, field })),
    );
    return [
      ...unknownNames(file, MESSAGE_FIELDS, 'messages'),
      ...asked
        .filter(({ message, field }) => !said(message).includes(field))
        .map(({ message, field }) => file.mistake(['messages', message], `a duty asks for {${field}}`)),
      ...(age <= MOST_AGE ? [] : [file.mistake(['messages'], `reads at the age of ${age.toFixed(1)}, too hard`)]),
    ];
  },
  'notice-statements': (file) => unknownNames(file, Object.keys(noticeWords(EVERYTHING)), 'paragraphs'),
  'letter-texts': (file) => unknownNames(file, ['date', 'values', 'label', 'from', 'to', 'n'], 'texts'),
  'person-texts': (file) => {
    const known = [
      'contact',
      'seconds',
      'date',
      'due',
      'outcome',
      'unit',
      'purpose',
      'system',
      'values',
      'name',
      'to',
      'from',
    ];
    const sentences = textsIn(file.content.texts, ['texts']).filter(([, one]) => /[.?!:]$/.test(one));
    const running = sentences.map(([, one]) => one.replace(/\{\w+\}/g, 'X')).join(' ');
    const measure = readingAgeIn[text(file, 'locale')];
    if (measure === undefined) return [file.mistake(['locale'], 'nothing measures how hard this language is to read')];
    const age = measure(running);
    return [
      ...unknownNames(file, [...known, 'value', 'n', 'megabytes', 'id'], 'texts'),
      ...(age <= MOST_AGE ? [] : [file.mistake(['texts'], `reads at the age of ${age.toFixed(1)}, too hard`)]),
    ];
  },
  'wording-rules': (file) =>
    textsIn({ vague: file.content.vague, protected: file.content.protected })
      .filter(([path]) => path.at(-1) === 'pattern')
      .flatMap(([path, pattern]) => {
        try {
          new RegExp(pattern, 'i');
          return [];
        } catch (error) {
          return [file.mistake(path, (error as Error).message)];
        }
      }),
  'retention-classes': (file) => {
    const classes = file.content.classes as { id: string; keep: string }[];
    return classes.flatMap(({ id, keep }, index) => [
      ...(parseRetentionPeriod(keep) === null
        ? [file.mistake(['classes', index, 'keep'], `"${keep}" is no time of keeping`)]
        : []),
      ...(classes.findIndex((other) => other.id === id) < index
        ? [file.mistake(['classes', index, 'id'], `"${id}" stands here twice`)]
        : []),
    ]);
  },
  'stigma-words': (file) => {
    const forms = textsIn(file.content.words, ['words']).filter(([path]) => path.includes('forms'));
    return forms.flatMap(([path, form], index) => [
      ...(form === form.toLowerCase().trim() ? [] : [file.mistake(path, `"${form}" is not in small letters`)]),
      ...(forms.findIndex(([, other]) => other === form) < index
        ? [file.mistake(path, `"${form}" stands here twice`)]
        : []),
    ]);
  },
};

/** A file is named by what it is and its day, and its day is one of the calendar. */
export function nameMistakes(file: DataFile): string[] {
  const date = text(file, 'date');
  const day = new Date(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  const id = typeof file.content.id === 'string' ? `${file.content.id}-` : '';
  const isNamed = file.name.endsWith(`${id}${date}.json`);
  return [
    ...(isDay ? [] : [file.mistake(['date'], `"${date}" is no day`)]),
    ...(isNamed
      ? []
      : [file.mistake(['date'], `the file must be called ...${id}${date}.json: a change is a new file`)]),
  ];
}

/** A later file of the same id has a later version. */
export function versionMistakes(files: readonly DataFile[]): string[] {
  const sorted = files
    .filter(({ content }) => 'id' in content)
    .toSorted((a, b) => text(a, 'date').localeCompare(text(b, 'date')));
  return sorted.flatMap((file, index) => {
    const before = sorted.slice(0, index).findLast((other) => other.content.id === file.content.id);
    return before !== undefined && Number(file.content.version) <= Number(before.content.version)
      ? [file.mistake(['version'], `must be above ${text(before, 'version')}, that of ${before.name}`)]
      : [];
  });
}
