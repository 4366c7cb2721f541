import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { ServiceConfiguration } from './read-configuration.js';

/** Prints the configuration in force as YAML, with the origin of each value; secrets are shown as references. */
export function printConfiguration({ effective, originOf }: ServiceConfiguration): string {
  const document = new Document(effective);
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key') return;
      const path = ancestors.flatMap((ancestor, i): (string | number)[] => {
        if (isPair(ancestor) && isScalar(ancestor.key)) return [String(ancestor.key.value)];
        const next = ancestors[i + 1] ?? node;
        return isSeq(ancestor) && !isMap(ancestor) ? [ancestor.items.indexOf(next as never)] : [];
      });
      node.comment = ` ${originOf(path)}`;
    },
  });
  return document.toString({ lineWidth: 0 });
}
