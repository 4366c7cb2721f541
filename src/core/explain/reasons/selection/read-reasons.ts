import { defined } from '../../../base/defined.js';
import { nearName } from '../../../base/suggest.js';
import { type Reader, reader } from '../../base/fields.js';
import type { DecisionOptions } from '../../recourse/problem/decision.js';
import { findTexts, REASON_TEXTS } from '../texts/catalogue.js';
import { DOMAINS, type ReasonText, type ReasonTexts } from '../texts/reason-texts.js';
import { lintWording } from '../words/lint-wording.js';
import {
  type FeatureLabel,
  type HardRule,
  MATERIALITY,
  MAX_REASONS,
  type ReasonConfig,
  type ReasonFamily,
} from './config.js';

const TOP = [
  'tribune',
  'domain',
  'jurisdiction',
  'locale',
  'decision',
  'families',
  'labels',
  'protected',
  'proxies',
  'rules',
  'maxReasons',
  'materiality',
] as const;
const VARIANTS = ['any', 'high', 'low', 'missing', 'unknown'] as const;

/**
 * Checks a parsed reasons file (`tribune: reasons/v1`): families of features, the text of each, and protected features. Wording that is
 * vague or names a protected characteristic is refused here, before anybody gets a letter.
 *
 * @throws TribuneError REASONS_INVALID; `place.name` is the path inside the file, such as `families.debt.text`
 */
export function readReasons(value: unknown, where = 'reasons'): ReasonConfig {
  const top = reader('REASONS_INVALID', where);
  const file = top.object(value, TOP);
  if (file.get('tribune') !== 'reasons/v1') {
    throw top.at('tribune').fail('is not "reasons/v1"', 'Begin the file with the line: tribune: reasons/v1');
  }
  const texts = readCatalogue(top, file);
  const protectedFeatures = readNames(top.at('protected'), file.get('protected'));
  const proxyFeatures = readNames(top.at('proxies'), file.get('proxies'));
  const silent = new Set([...protectedFeatures, ...proxyFeatures]);
  const families = [...top.at('families').object(file.get('families'))].map(([name, entry]) =>
    readFamily(name, entry, { at: top.at('families').at(name), texts, silent }),
  );
  if (families.length === 0)
    throw top.at('families').fail('names no family', 'Give every input of the model a family.');
  return {
    texts,
    families,
    labels: readLabels(top.at('labels'), file.get('labels')),
    protectedFeatures,
    proxyFeatures,
    rules: readRules(top.at('rules'), file.get('rules'), texts.locale),
    maxReasons: readCount(top.at('maxReasons'), file.get('maxReasons')),
    materiality: readShare(top.at('materiality'), file.get('materiality')),
    decision: readDecision(top.at('decision'), file.get('decision')),
  };
}

function readCatalogue(top: Reader, file: Map<string, unknown>): ReasonTexts {
  const domain = top.at('domain').text(file.get('domain'));
  if (!(DOMAINS as readonly string[]).includes(domain)) {
    throw top.at('domain').fail(`"${domain}" is not one of ${DOMAINS.join(', ')}`);
  }
  const jurisdiction = top.at('jurisdiction').text(file.get('jurisdiction') ?? 'US');
  const locale = top.at('locale').text(file.get('locale') ?? 'en');
  const texts = findTexts(domain, jurisdiction, locale);
  if (texts !== undefined) return texts;
  const known = REASON_TEXTS.map((set) => `${set.domain} ${set.jurisdiction} ${set.locale}`).join('; ');
  throw top
    .at('jurisdiction')
    .fail(`there are no texts for ${domain}, ${jurisdiction}, language ${locale}`, `There are: ${known}.`);
}

function readNames(at: Reader, value: unknown): readonly string[] {
  return value === undefined || value === null ? [] : at.list(value).map((name, i) => at.at(i).text(name));
}

interface FamilyContext {
  readonly at: Reader;
  readonly texts: ReasonTexts;
  readonly silent: ReadonlySet<string>;
}

function readFamily(name: string, value: unknown, { at, texts, silent }: FamilyContext): ReasonFamily {
  const entry = at.object(value, ['features', 'text', 'texts', 'inquiries']);
  const features = readNames(at.at('features'), entry.get('features'));
  if (features.length === 0) throw at.at('features').fail('names no feature');
  const isInquiries = entry.get('inquiries') === undefined ? false : at.at('inquiries').flag(entry.get('inquiries'));
  const isSilent = features.some((feature) => silent.has(feature));
  if (entry.get('texts') !== undefined) {
    const text = readText(at.at('texts'), entry.get('texts'), texts.locale);
    return { name, features, text, textId: `own/${name}`, isInquiries };
  }
  if (entry.get('text') === undefined && isSilent) return { name, features, text: null, textId: null, isInquiries };
  const code = at.at('text').text(entry.get('text'));
  const text = Object.hasOwn(texts.texts, code) ? texts.texts[code] : undefined;
  if (text === undefined) {
    throw at
      .at('text')
      .fail(
        `"${code}" is no text of ${texts.id}`,
        `${nearName(code, Object.keys(texts.texts))}Known: ${Object.keys(texts.texts).join(', ')}; or write your own under \`texts\`.`,
      );
  }
  return { name, features, text, textId: `${texts.id}@${texts.version}/${code}`, isInquiries };
}

function readText(at: Reader, value: unknown, locale: string): ReasonText {
  const entry = at.object(value, ['topic', ...VARIANTS]);
  const wording = (key: string): string => {
    const text = at.at(key).text(entry.get(key));
    const fault = lintWording(text, locale)[0];
    if (fault !== undefined) {
      throw at.at(key).fail(`"${fault.found}" ${fault.why}`, `Name the fact that counted. Basis: ${fault.basis}.`);
    }
    return text;
  };
  const variants = VARIANTS.filter((key) => key !== 'any' && entry.get(key) !== undefined);
  return {
    topic: wording('topic'),
    any: wording('any'),
    ...Object.fromEntries(variants.map((key) => [key, wording(key)])),
  };
}

function readLabels(at: Reader, value: unknown): ReadonlyMap<string, FeatureLabel> {
  if (value === undefined || value === null) return new Map();
  return new Map(
    [...at.object(value)].map(([feature, entry]) => {
      const own = at.at(feature);
      if (typeof entry === 'string') return [feature, { name: own.text(entry), unit: null }] as const;
      const label = own.object(entry, ['name', 'unit']);
      const unit = label.get('unit');
      return [
        feature,
        {
          name: own.at('name').text(label.get('name')),
          unit: unit === undefined ? null : own.at('unit').text(unit),
        },
      ] as const;
    }),
  );
}

function readRules(at: Reader, value: unknown, locale: string): readonly HardRule[] {
  if (value === undefined || value === null) return [];
  return [...at.object(value)].map(([code, entry]) => ({ code, text: readText(at.at(code), entry, locale) }));
}

function readCount(at: Reader, value: unknown): number {
  if (value === undefined) return MAX_REASONS;
  const number = at.number(value);
  if (!Number.isInteger(number) || number < 1 || number > MAX_REASONS) {
    throw at.fail(`is ${number}`, `Give a whole number from 1 to ${MAX_REASONS}.`);
  }
  return number;
}

function readShare(at: Reader, value: unknown): number {
  if (value === undefined) return MATERIALITY;
  const number = at.number(value);
  if (number < 0 || number >= 1) throw at.fail(`is ${number}`, 'Give a share from 0 to below 1.');
  return number;
}

function readDecision(at: Reader, value: unknown): DecisionOptions | null {
  if (value === undefined || value === null) return null;
  const entry = at.object(value, ['cutoff', 'cutoffScale', 'accept', 'output']);
  const oneOf = <T extends string>(key: string, known: readonly T[]): T | undefined => {
    const text = entry.get(key);
    if (text === undefined) return undefined;
    if (!known.includes(text as T)) throw at.at(key).fail(`is not one of ${known.join(', ')}`);
    return text as T;
  };
  const cutoffScale = oneOf('cutoffScale', ['raw', 'linked'] as const);
  const accept = oneOf('accept', ['above', 'below'] as const);
  const output = entry.get('output');
  return {
    cutoff: at.at('cutoff').number(entry.get('cutoff')),
    ...defined({ cutoffScale, accept }),
    ...(output === undefined ? {} : { output: at.at('output').number(output) }),
  };
}
