"""The European Medicines Agency's table of medicines (medicines_output_medicines_en.xlsx)."""
import re
from common import SourceError

COLUMNS = {'category': 'Category', 'brand': 'Name of medicine', 'status': 'Medicine status',
           'inn': 'International non-proprietary name (INN) / common name', 'substance': 'Active substance',
           'atc': 'ATC code (human)', 'authorised': 'Marketing authorisation date',
           'refused': 'Refusal of marketing authorisation date',
           'ended': 'Withdrawal / expiry / revocation / lapse of marketing authorisation date',
           'suspended': 'Suspension of marketing authorisation date',
           'application': 'Withdrawal of application date', 'opinion': 'Opinion adopted date'}
STATUSES = {'Authorised', 'Withdrawn', 'Application withdrawn', 'Refused', 'Opinion', 'Lapsed', 'Expired',
            'Revoked', 'Opinion under re-examination', 'Withdrawn from rolling review', 'Suspended'}


def read(path):
    import openpyxl
    try:
        sheet = openpyxl.load_workbook(path, read_only=True).active
    except Exception as error:
        raise SourceError(path, 1, f'not an Excel file: {error}') from error
    header, medicines = None, []
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=60), 1):
        row = ['' if cell is None else str(cell).strip() for cell in cells]
        if header is None:
            if row[0] == 'Category':
                header = find_columns(path, number, row)
            continue
        medicine = {name: row[at] for name, at in header.items()}
        if not medicine['brand']:
            continue
        if medicine['status'] not in STATUSES:
            raise SourceError(path, number, f'unknown status `{medicine["status"]}`')
        for name in ('authorised', 'refused', 'ended', 'suspended', 'application', 'opinion'):
            medicine[name] = iso_date(path, number, medicine[name])
        medicines.append(medicine)
    if header is None:
        raise SourceError(path, 1, 'no line with the names of the columns')
    return medicines


def find_columns(path, number, row):
    header = {}
    for name, title in COLUMNS.items():
        if title not in row:
            raise SourceError(path, number, f'no column `{title}`')
        header[name] = row.index(title)
    return header


def iso_date(path, number, text):
    if not text:
        return ''
    parts = re.fullmatch(r'(\d\d)/(\d\d)/(\d{4})', text)
    if not parts:
        raise SourceError(path, number, f'not a date: `{text}`')
    return f'{parts[3]}-{parts[2]}-{parts[1]}'
