import { hasAtMost } from '../../../core/base/characters.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { MAX_EVENT_ID } from '../limits.js';
import type { Part } from '../ports.js';

/** Request or response of an inference, as the logger of KServe sends it: CloudEvents 1.0, HTTP binary mode. */
export interface KserveEvent {
  /** `ce-id`, which request and response share. */
  readonly id: string;
  readonly part: Part;
  /** `ce-time`; null when absent. */
  readonly time: string | null;
  readonly service: string;
  readonly namespace: string;
  /** Endpoint, `default` or `canary`. */
  readonly endpoint: string;
  /** Headers of the inference request that the logger was told to pass on, by lower-case name. */
  readonly metadata: Readonly<Record<string, readonly string[]>>;
  /** All texts of the event by lower-case name. */
  readonly extensions: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Type of an event; Seldon's `io.seldon.serving.inference.request` matches, too. */
const TYPE = /(?:^|\.)inference\.(request|response)$/;

const invalid = (what: string, remedy: string): TribuneError => new TribuneError('BODY_INVALID', what, { remedy });

/** Reads the headers of an event. Throws `BODY_INVALID` that names the header. */
export function readEvent(headers: Headers): KserveEvent {
  const texts = eventTexts(headers);
  const type = TYPE.exec(demand(texts, 'type'))?.[1] as Part | undefined;
  if (type === undefined) {
    throw invalid('ce-type is neither an inference request nor a response', 'Point only the inference logger here.');
  }
  const version = demand(texts, 'specversion');
  if (!/^1\.\d+$/.test(version)) throw invalid('ce-specversion is not 1.x', 'Send CloudEvents 1.0.');
  const id = demand(texts, 'id');
  if (!hasAtMost(id, MAX_EVENT_ID) || /[\p{Cc}]/u.test(id)) {
    throw invalid('ce-id is not usable', `Use 1 to ${MAX_EVENT_ID} characters without control characters.`);
  }
  const { time = null, inferenceservicename: service, namespace = '', endpoint = 'default' } = texts;
  if (time !== null && readTime(time) === null) throw invalid('ce-time is no RFC 3339 time', 'Send it with a zone.');
  if (service === undefined || service === '') {
    throw invalid('ce-inferenceservicename is missing', 'The logger of KServe sets it; set it when you send by hand.');
  }
  const metadata = readMetadata(texts.metadata);
  return { id, part: type, time, service, namespace, endpoint: endpoint || 'default', metadata, extensions: texts };
}

function eventTexts(headers: Headers): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) => {
    const first = typeof value === 'string' ? value : value?.[0];
    return name.startsWith('ce-') && first !== undefined ? [[name.slice(3), decode(name, first)] as const] : [];
  });
  return Object.fromEntries(texts);
}

/**
 * Decodes a header. Values are percent-encoded (CloudEvents HTTP binding 3.1.3.2), but many senders do not encode, so a lone % stays as it
 * is.
 */
function decode(name: string, value: string): string {
  const text = fromBytes(name, value);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a header that was sent as raw UTF-8: HTTP gives each of its bytes as a character, so the bytes are joined again, or refused. */
function fromBytes(name: string, value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  try {
    return UTF8.decode(Uint8Array.from(value, (byte) => byte.charCodeAt(0)));
  } catch {
    throw invalid(`the header ${name} is not UTF-8`, 'Percent-encode its value, as CloudEvents over HTTP asks for.');
  }
}

function demand(texts: Readonly<Record<string, string>>, name: string): string {
  const value = texts[name];
  if (value !== undefined && value !== '') return value;
  throw invalid(`the header ce-${name} is missing`, 'Send CloudEvents in binary mode, as the logger of KServe does.');
}

/**
 * Reads a JSON object from header names to values. Agents before kserve#4248 sent it empty or cut; there is none then, and a mapping that
 * needs it reports that.
 */
function readMetadata(text: string | undefined): Record<string, string[]> {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, values]) => [name.toLowerCase(), [values].flat().map(String)]),
    );
  } catch {
    return {};
  }
}
