import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../core/base/crc32.js';
import { shownName } from '../model/index.js';
import { cleanFile } from './index.js';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const bytesOf = (...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const segment = (marker: number, content: Uint8Array): Uint8Array =>
  bytesOf([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255], content);
const exif = (turn: number): Uint8Array =>
  bytesOf(
    ascii('Exif\0\0II'),
    [42, 0, 8, 0, 0, 0, 2, 0],
    // Maker, whose text stands elsewhere, and orientation, little-endian.
    [0x0f, 0x01, 2, 0, 4, 0, 0, 0, 0x53, 0x45, 0x43, 0],
    [0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0],
    [0, 0, 0, 0],
    ascii('GPS 52.5 13.4'),
  );
const SCAN = bytesOf(segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)), [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
const frame = (height: number, width: number): Uint8Array =>
  segment(0xc0, Uint8Array.of(8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0));
const jpeg = (...segments: readonly Uint8Array[]): Uint8Array => bytesOf([0xff, 0xd8], ...segments, SCAN, [0xff, 0xd9]);

const chunk = (name: string, content: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length);
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(bytesOf(ascii(name), content)));
  return bytesOf(length, ascii(name), content, checksum);
};
const header = (width: number, height: number): Uint8Array => {
  const content = new Uint8Array(13);
  const view = new DataView(content.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  return chunk('IHDR', content);
};
const png = (...chunks: readonly Uint8Array[]): Uint8Array =>
  bytesOf([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], ...chunks, chunk('IEND', new Uint8Array()));
const DATA = chunk('IDAT', deflateSync(Uint8Array.of(0, 1)));
/** A chunk with one bit of its content turned, and the checksum of before. */
const damaged = (whole: Uint8Array): Uint8Array => whole.map((byte, at) => (at === 8 ? byte ^ 1 : byte));
const pdf = (inside: string): Uint8Array => ascii(`%PDF-1.7\n1 0 obj << ${inside} >> endobj\ntrailer\n%%EOF\n`);
/** Twenty thousand parts with nothing in them. */
const MANY_SEGMENTS = new Uint8Array(80_000).map((_, i) => [0xff, 0xe1, 0, 2][i % 4]!);
const MANY_CHUNKS = bytesOf(...Array.from({ length: 20_000 }, () => chunk('IDAT', new Uint8Array())));
const ZIP_END = bytesOf(ascii('PK\x05\x06'), new Uint8Array(18));

describe('a file that a person hands in', () => {
  it('is a PDF, a photograph or a plain text by its content', () => {
    expect(cleanFile(pdf('/Type /Catalog'))).toMatchObject({ kind: 'application/pdf' });
    expect(cleanFile(jpeg(frame(2, 3)))).toMatchObject({ kind: 'image/jpeg' });
    expect(cleanFile(png(header(1, 1), DATA))).toMatchObject({ kind: 'image/png' });
    expect(cleanFile(new TextEncoder().encode('Sehr geehrte Damen und Herren,\r\n\tمرحبا'))).toMatchObject({
      kind: 'text/plain',
    });
  });

  it.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['white space', ascii(' \r\n\t'), 'empty'],
    ['an archive', bytesOf(ascii('PK\x03\x04'), new Uint8Array(40)), 'kind'],
    ['a program of Windows', bytesOf(ascii('MZ'), [0x90, 0, 3, 0]), 'kind'],
    ['a program of Linux', bytesOf([0x7f], ascii('ELF'), [2, 1, 1, 0]), 'kind'],
    ['an SVG with a script', ascii(' \n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'kind'],
    ['an SVG behind a byte order mark', bytesOf([0xef, 0xbb, 0xbf], ascii('<svg/>')), 'kind'],
    ['a page', ascii('<!doctype html><script>1</script>'), 'kind'],
    ['rich text', ascii('{\\rtf1 {\\object}}'), 'kind'],
    ['a script', ascii('#!/bin/sh\nrm -rf /\n'), 'kind'],
    ['PostScript', ascii('%!PS-Adobe-3.0\n'), 'kind'],
    ['text with a zero', ascii('a\0b'), 'kind'],
    ['text that is not in UTF-8', Uint8Array.of(0x48, 0xe4, 0x20), 'kind'],
    ['a GIF', ascii('GIF89a\x01\0'), 'kind'],
    ['bytes before a PDF', bytesOf(ascii('GIF89a\0\0'), pdf('')), 'kind'],
    ['a PDF without its end', ascii('%PDF-1.7\n1 0 obj'), 'broken'],
    ['a PDF that is an archive, too', bytesOf(pdf(''), ZIP_END), 'active'],
    ['a PDF with a script', pdf('/S /JavaScript /JS (app.alert)'), 'active'],
    ['a PDF with a script, written by numbers', pdf('/S /J#61va#53cript'), 'active'],
    ['a PDF with a key, written by numbers in small letters', pdf('/#45ncr#79pt 5 0 R'), 'locked'],
    ['a PDF that starts a program', pdf('/S /Launch /F (cmd.exe)'), 'active'],
    ['a PDF with a file in it', pdf('/EmbeddedFiles 3 0 R'), 'active'],
    ['a PDF with a password', pdf('/Encrypt 5 0 R'), 'locked'],
    ['a JPEG without its end', jpeg(frame(2, 2)).subarray(0, -2), 'broken'],
    ['a JPEG of more segments than any', jpeg(frame(2, 2), MANY_SEGMENTS), 'broken'],
    ['a JPEG without a size', jpeg(), 'broken'],
    ['a JPEG of a size that swells', jpeg(frame(65_535, 65_535)), 'pixels'],
    ['a PNG without its end', png(header(1, 1), DATA).subarray(0, -12), 'broken'],
    ['a PNG of more chunks than any', png(header(1, 1), DATA, MANY_CHUNKS), 'broken'],
    ['a PNG with a damaged size', png(damaged(header(1, 1)), DATA), 'broken'],
    ['a PNG with damaged data', png(header(1, 1), damaged(DATA)), 'broken'],
    ['a PNG without data', png(header(1, 1)), 'broken'],
    ['a PNG that claims two thousand million points', png(header(50_000, 50_000), DATA), 'pixels'],
  ])('is refused as %s', (_, bytes, refusal) => {
    expect(cleanFile(bytes)).toEqual({ refusal });
  });

  it('keeps how a photograph is turned, and neither its place nor its maker, a comment, or what stands behind it', () => {
    const thumbnail = segment(0xe0, bytesOf(ascii('JFIF\0'), [1, 2, 0, 0, 1, 0, 1, 1, 1], ascii('THUMB')));
    const given = bytesOf(
      jpeg(thumbnail, segment(0xe1, exif(6)), segment(0xfe, ascii('SECRET')), frame(2, 2)),
      ascii('PK\x03\x04 an archive'),
      ZIP_END,
    );
    const cleaned = cleanFile(given) as { readonly bytes: Uint8Array };
    for (const gone of ['GPS', 'SEC', 'THUMB', 'PK']) expect(textOf(cleaned.bytes)).not.toContain(gone);
    // Orientation 6, as one entry of a big-endian directory.
    expect(textOf(cleaned.bytes)).toContain('\x01\x12\0\x03\0\0\0\x01\0\x06');
    expect(textOf(cleaned.bytes)).toContain(textOf(SCAN));
    // Cleaning it again changes nothing.
    expect(cleanFile(cleaned.bytes)).toEqual(cleaned);
    const straight = cleanFile(jpeg(segment(0xe1, exif(1)), frame(2, 2))) as { readonly bytes: Uint8Array };
    expect(textOf(straight.bytes)).not.toContain('Exif');
  });

  it('keeps the colours of a photograph: every piece of its profile, and nothing else of the kind', () => {
    const piece = (n: number): Uint8Array => segment(0xe2, bytesOf(ascii('ICC_PROFILE\0'), [n, 2], ascii('colours')));
    const given = jpeg(piece(1), segment(0xe2, ascii('MPF\0SECRET')), piece(2), frame(2, 2));
    expect(cleanFile(given)).toEqual({ kind: 'image/jpeg', bytes: jpeg(piece(1), piece(2), frame(2, 2)) });
  });

  it('keeps of a PNG what the picture needs', () => {
    const text = chunk('tEXt', ascii('Comment\0SECRET'));
    const given = bytesOf(png(header(1, 1), text, chunk('eXIf', exif(3)), DATA), ascii('<script>'));
    const cleaned = cleanFile(given) as { readonly bytes: Uint8Array };
    expect(cleaned.bytes).toEqual(png(header(1, 1), DATA));
    // What is left out need not be whole.
    expect(cleanFile(png(header(1, 1), damaged(text), DATA))).toEqual(cleaned);
  });

  it('is answered whatever its bytes are, and what is kept stays as it is when it is cleaned again', () => {
    const starts = [ascii('%PDF-'), Uint8Array.of(0xff, 0xd8, 0xff), png().subarray(0, 8), new Uint8Array()];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const cleaned = cleanFile(bytesOf(start, rest));
        if ('kind' in cleaned) expect(cleanFile(cleaned.bytes)).toEqual(cleaned);
      }),
      { numRuns: 500 },
    );
  });

  it('has a name without folders and without what cannot be seen', () => {
    expect(shownName('C:\\photos\\my\u202Egpj.letter.pdf')).toBe('mygpj.letter.pdf');
    expect(shownName('../../etc/passwd\u0000')).toBe('passwd');
    expect([...shownName('😀'.repeat(500))]).toHaveLength(120);
    expect(shownName('')).toBe('');
  });
});
