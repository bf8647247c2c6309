"""The report of a derivation: what was left out, and why, and counts."""
import collections


class Report:
    def __init__(self):
        self.lines = collections.defaultdict(list)

    def add(self, topic, text):
        self.lines[topic].append(text)

    def write(self, path, head):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(head)
            for topic in sorted(self.lines):
                file.write(f'\n## {topic} ({len(self.lines[topic])})\n\n')
                for text in sorted(set(self.lines[topic]), key=str.lower):
                    file.write(text + '\n')
