import type { ConfigurationSection } from './define-configuration.js';
import { configurationSchema, type Shape, shapeOf } from './shape.js';

/** Makes the JSON Schema of `tribune.yaml` (`docs/reference/service.schema.json`). */
export const configurationJsonSchema = (sections: readonly ConfigurationSection[]): object => ({
  title: 'tribune.yaml, the configuration of tribune serve',
  ...shapeOf(configurationSchema(sections)),
});

const INTRODUCTION = `\`tribune serve --config FILE\` reads these keys ([guide](../guides/configuration.md)). A text may be a reference, \`\${env:NAME}\` or
\`\${file:PATH}\`; a secret must be one. Times are written as \`500 ms\`, \`10 s\`, \`5 m\`, \`24 h\`.`;

/** Makes the page of all keys (`docs/reference/configuration.md`). `notice` is printed under its title. */
export function configurationPage(sections: readonly ConfigurationSection[], notice: string): string {
  const rows = rowsOf([], shapeOf(configurationSchema(sections)));
  return `# Keys of tribune.yaml\n\n${notice}\n\n${INTRODUCTION}\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function rowsOf(path: readonly string[], shape: Shape): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => {
    const below = inner.type === 'array' && inner.items?.properties !== undefined ? inner.items : inner;
    const name = [...path, inner === below ? key : `${key}[]`];
    if (below.properties !== undefined) return rowsOf(name, below);
    const named = inner.additionalProperties;
    if (typeof named === 'object' && named.properties !== undefined) return rowsOf([...name, 'NAME'], named);
    const standard = inner.default === undefined ? '' : `\`${JSON.stringify(inner.default)}\``;
    return [`| \`${name.join('.')}\` | ${wordFor(inner)} | ${standard} | ${inner.description ?? ''} |`];
  });
}

function wordFor(shape: Shape): string {
  if (shape.const !== undefined) return `\`${String(shape.const)}\``;
  if (shape.enum !== undefined) return shape.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (shape.secret === 'always') return 'secret, by reference';
  if (shape.type === 'array') return `list of ${shape.items === undefined ? 'values' : wordFor(shape.items)}`;
  if (shape.pattern?.includes('ms|s|m|h|d') === true) return 'time';
  if (shape.type === 'integer') return 'whole number';
  return shape.type === 'string' ? 'text' : (shape.type ?? 'value');
}
