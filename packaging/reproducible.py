"""Archives whose bytes depend on their entries alone: sorted, with fixed owners and times.

An entry is a path, its bytes, and whether it is a program. Nothing here knows what is packed.
"""

import gzip
import io
import lzma
import tarfile
import time
import zipfile


def tar(entries, seconds, with_folders=False):
    """A tar archive; with an entry for each folder, as Debian's packages have it."""
    folders = {""} if with_folders else set()
    if with_folders:
        for path, _, _ in entries:
            parts = path.split("/")[:-1]
            folders.update("/".join(parts[: end + 1]) for end in range(len(parts)))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        named = [(folder + "/" if folder else "", None, False) for folder in folders]
        for path, content, is_program in sorted(named + list(entries)):
            info = tarfile.TarInfo(("./" + path) if with_folders else path)
            info.mtime = seconds
            info.uname = info.gname = "root"
            if content is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(info)
            else:
                info.size, info.mode = len(content), 0o755 if is_program else 0o644
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def gz(content, seconds, level=9):
    return gzip.compress(content, compresslevel=level, mtime=seconds)


def xz(content, level=6):
    return lzma.compress(content, preset=level)


def zipped(entries, seconds, level=9, in_order=False):
    """A zip archive; `in_order` keeps the order, because a wheel ends with its list of files."""
    # Zip archives begin in 1980 and count every second second.
    day = time.gmtime(max(seconds, 315532800))[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for path, content, is_program in entries if in_order else sorted(entries):
            info = zipfile.ZipInfo(path, day)
            info.create_system = 3
            info.external_attr = (0o100755 if is_program else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def ar(entries, seconds):
    """An ar archive, the outer form of a Debian package."""
    parts = [b"!<arch>\n"]
    for name, content in entries:
        header = f"{name:<16}{seconds:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        parts += [header.encode("ascii"), content, b"\n" if len(content) % 2 else b""]
    return b"".join(parts)
