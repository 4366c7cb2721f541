import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Files that may write tags as text, and why. */
const MAY: Readonly<Record<string, string>> = {
  'src/core/markup/document.ts': 'the one place where a document begins',
  'src/domain/reports/audit/markdown.ts': 'the few tags that Markdown knows',
  'src/domain/documents/incident/render.ts': 'the line break within a cell of Markdown',
  'src/domain/record-documents/frame/markdown.ts': 'the line break within a cell of Markdown',
  'src/adapters/dataset/foreign-file.ts': 'recognises the pages of other programs',
};

const TAG =
  /<(?:!doctype|\/?(?:html|head|body|main|header|footer|nav|section|article|aside|div|span|p|a|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|caption|form|fieldset|legend|label|input|button|select|option|textarea|strong|em|b|i|code|pre|br|hr|img|svg|path|g|text|title|meta|link|style|script|noscript|details|summary|figure|figcaption|time|dialog))(?=[\s>/]|$)/i;

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => join('src', file));

/** The texts that a source holds: what stands in comments is no page. */
function textsOf(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2023));
  return texts;
}

/** Files whose texts match, with the first text that does. */
const found = (pattern: RegExp): Record<string, string> =>
  Object.fromEntries(
    sources.flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      const text = pattern.test(source) ? textsOf(source).find((each) => pattern.test(each)) : undefined;
      return text === undefined ? [] : [[relative('', file).replaceAll('\\', '/'), text]];
    }),
  );

describe('markup', () => {
  it('is made of elements, never of strings with tags: words from outside are escaped by the printer', () => {
    expect(Object.keys(found(TAG)).filter((file) => !(file in MAY))).toEqual([]);
  });

  it('begins in one place', () => {
    expect(Object.keys(found(/<!doctype html>/i))).toEqual(['src/core/markup/document.ts']);
  });

  it('names no file that has no tags any more', () => {
    const files = found(TAG);
    expect(Object.keys(MAY).filter((file) => !(file in files))).toEqual([]);
  });
});
