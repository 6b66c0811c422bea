import type { MessageRow } from '../../gateway/api/shapes.ts';
import { Icon } from './icon.tsx';

const KB = 1024;

export function Files({ files }: { files: MessageRow['attachments'] }) {
  const shown = files.filter((file) => !file.inline);
  if (shown.length === 0) return null;
  return (
    <ul class="files">
      {shown.map((file) => (
        <li key={file.id}>
          <a class="file" href={`/api/attachments/${file.id}`} download={file.name}>
            <Icon name="clip" />
            <span class="name">{file.name || 'attachment'}</span>
            <span class="size">
              {file.truncated && 'cut off, '}
              {weight(file.size)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A number of bytes as people say it. */
export function weight(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  if (bytes < KB * KB) return `${Math.round(bytes / KB)} KB`;
  return `${(bytes / KB / KB).toFixed(1)} MB`;
}
