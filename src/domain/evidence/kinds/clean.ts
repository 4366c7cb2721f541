import { cleanJpeg, JPEG_START } from './jpeg.js';
import { cleanPdf, PDF_START } from './pdf.js';
import { cleanPng, PNG_START } from './png.js';
import { type Cleaned, standsAt } from './refusal.js';
import { cleanText } from './text.js';

/**
 * A file as it may be kept, by its content alone: PDF, JPEG, PNG and plain text, and nothing else. Images lose their metadata.
 *
 * @example cleanFile(new TextEncoder().encode('<svg onload="...">')) // { refusal: 'kind' }
 */
export function cleanFile(bytes: Uint8Array): Cleaned {
  if (bytes.length === 0) return { refusal: 'empty' };
  if (standsAt(bytes, 0, PDF_START)) return cleanPdf(bytes);
  if (standsAt(bytes, 0, JPEG_START)) return cleanJpeg(bytes);
  if (standsAt(bytes, 0, PNG_START)) return cleanPng(bytes);
  return cleanText(bytes);
}

/** Ending of the name under which a file is given out, so that no name of its sender reaches a reader's disk. */
export const ENDING = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'text/plain': 'txt',
} as const;
