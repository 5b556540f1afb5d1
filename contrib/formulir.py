#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the forms of templates/formulir, each as DOCX and as ODT, from the lines below. Their layout is assumed: no official one is at
# hand. An office edits the files themselves (or puts its own into templates/OFFICE/formulir), not this script.
#   formulir.py FOLDER
import os
import sys
import zipfile
from xml.sax.saxutils import escape

# Lines: ('judul', text) centred and bold; ('isi', label, value); ('teks', text); ('tanda', text) in the right half; ('kecil', text).
DIRI = [('isi', 'Nama', '{{nama}}'), ('isi', 'NIP', '{{nip}}'), ('isi', 'NIK', '{{nik}}'), ('isi', 'Jabatan', '{{jabatan}}'),
        ('isi', 'Unit kerja', '{{unit_kerja}}'), ('isi', 'Email dinas', '{{email}}'), ('isi', 'Nomor HP/WA', '{{hp}}')]
CATATAN = ('kecil', 'Bentuk formulir ini usulan loket untuk permohonan {{nomor}}; bila kantor mempunyai bentuk resmi, pakailah yang resmi. '
           'Jangan menuliskan passphrase.')


def tanda(siapa, nama, nip):
    return [('teks', ''), ('tanda', '{{tempat_tanggal}}'), ('tanda', siapa), ('teks', ''), ('teks', ''), ('teks', ''), ('tanda', nama),
            ('tanda', 'NIP ' + nip), ('teks', ''), CATATAN]


FORMS = {
    'surat-pernyataan': [
        ('judul', 'SURAT PERNYATAAN LUPA PASSPHRASE'), ('teks', ''),
        ('teks', 'Yang bertanda tangan di bawah ini:')] + DIRI + [
        ('teks', 'dengan ini menyatakan bahwa saya lupa passphrase sertifikat elektronik saya dan memohon agar passphrase itu diatur ulang. '
         'Permohonan ini saya ajukan sendiri, dan passphrase yang baru saya buat dan simpan sendiri.'),
        ('teks', 'Demikian pernyataan ini saya buat dengan sebenarnya.')] + tanda('Yang menyatakan,', '{{nama}}', '{{nip}}'),
    'surat-rekomendasi': [
        ('judul', 'SURAT REKOMENDASI'), ('judul', 'Nomor: {{nomor_surat}}'), ('teks', ''),
        ('teks', 'Dengan ini kami, pimpinan perangkat daerah, memberikan rekomendasi kepada pegawai berikut:')] + DIRI + [
        ('teks', 'untuk {{layanan}}. Data di atas sudah kami periksa dan sesuai dengan data kepegawaian.'),
        ('teks', 'Demikian rekomendasi ini dibuat untuk dipergunakan sebagaimana mestinya.')] +
    tanda('Pimpinan perangkat daerah,', '{{pimpinan}}', '{{pimpinan_nip}}'),
    'surat-permohonan': [
        ('judul', 'SURAT PERMOHONAN'), ('teks', ''),
        ('isi', 'Nomor', '{{nomor_surat}}'), ('isi', 'Hal', 'Permohonan {{layanan}}'), ('teks', ''),
        ('teks', 'Yth. Kepala {{kantor}}'), ('teks', ''),
        ('teks', 'Bersama ini kami mengajukan permohonan {{layanan}} untuk pegawai berikut:')] + DIRI + [
        ('teks', 'Demikian permohonan ini kami sampaikan. Atas perhatian Bapak/Ibu, kami ucapkan terima kasih.')] +
    tanda('Pimpinan perangkat daerah,', '{{pimpinan}}', '{{pimpinan_nip}}'),
}

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def put(path, members):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, text in members:
            i = zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0))
            i.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED
            i.external_attr = 0o644 << 16
            z.writestr(i, text)


def run(text, extra=''):
    return f'<w:r>{"<w:rPr>" + extra + "</w:rPr>" if extra else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx_line(line):
    if line[0] == 'judul':
        return f'<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="center"/></w:pPr>{run(line[1], "<w:b/>")}</w:p>'
    if line[0] == 'isi':
        return ('<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="2268"/></w:tabs><w:spacing w:after="60"/><w:ind w:left="2410" w:hanging="2410"/></w:pPr>'
                f'{run(line[1])}<w:r><w:tab/></w:r>{run(": " + line[2])}</w:p>')
    if line[0] == 'tanda':
        return f'<w:p><w:pPr><w:spacing w:after="0"/><w:ind w:left="4820"/></w:pPr>{run(line[1])}</w:p>'
    if line[0] == 'kecil':
        return f'<w:p><w:pPr><w:spacing w:before="240" w:after="0"/></w:pPr>{run(line[1], "<w:i/><w:sz w:val=%s/>" % chr(34).join(["", "18", ""]))}</w:p>'
    return f'<w:p><w:pPr><w:spacing w:after="120"/><w:jc w:val="both"/></w:pPr>{run(line[1]) if line[1] else ""}</w:p>'


def docx(path, lines):
    body = ''.join(docx_line(x) for x in lines)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
             '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
             '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
             '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>')
    rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

    def rels(kind, to):
        return (f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                f'Type="{rel}/{kind}" Target="{to}"/></Relationships>')
    styles = (f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
              '<w:sz w:val="22"/><w:lang w:val="id-ID"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>')
    put(path, [('[Content_Types].xml', HEAD + types), ('_rels/.rels', rels('officeDocument', 'word/document.xml')),
               ('word/document.xml', f'{HEAD}<w:document xmlns:w="{W}"><w:body>{body}{page}</w:body></w:document>'),
               ('word/_rels/document.xml.rels', rels('styles', 'styles.xml')), ('word/styles.xml', styles)])


NS = ' '.join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in
              [('office', 'office'), ('text', 'text'), ('style', 'style'), ('fo', 'xsl-fo-compatible'), ('svg', 'svg-compatible')])


def odt_line(line):
    if line[0] == 'isi':
        return f'<text:p text:style-name="Isi">{escape(line[1])}<text:tab/>{escape(": " + line[2])}</text:p>'
    style = {'judul': 'Judul', 'tanda': 'Tanda', 'kecil': 'Kecil', 'teks': 'Teks'}[line[0]]
    return f'<text:p text:style-name="{style}">{escape(line[1])}</text:p>'


def odt(path, lines):
    def style(name, para, text=''):
        return (f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {para}/>' +
                (f'<style:text-properties {text}/>' if text else '') + '</style:style>')
    isi = ('<style:style style:name="Isi" style:family="paragraph"><style:paragraph-properties fo:margin-left="4.25cm" fo:text-indent="-4.25cm" '
           'fo:margin-bottom="0.1cm"><style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops></style:paragraph-properties></style:style>')
    auto = (style('Judul', 'fo:text-align="center"', 'fo:font-weight="bold"') + isi + style('Tanda', 'fo:margin-left="8.5cm"') +
            style('Kecil', 'fo:margin-top="0.4cm"', 'fo:font-style="italic" fo:font-size="9pt"') +
            style('Teks', 'fo:margin-bottom="0.2cm" fo:text-align="justify"'))
    font = '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>'
    content = (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {NS} office:version="1.3">{font}<office:automatic-styles>{auto}'
               f'</office:automatic-styles><office:body><office:text>{"".join(odt_line(x) for x in lines)}</office:text></office:body></office:document-content>')
    styles = (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {NS} office:version="1.3">{font}<office:styles><style:default-style '
              'style:family="paragraph"><style:text-properties style:font-name="Arial" fo:font-size="11pt" fo:language="id" fo:country="ID"/></style:default-style>'
              '</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
              'fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2cm"/></style:page-layout>'
              '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>'
              '</office:document-styles>')
    m = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'
    kind = 'application/vnd.oasis.opendocument.text'
    manifest = (f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{m}" manifest:version="1.3"><manifest:file-entry '
                f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
                '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    put(path, [('mimetype', kind), ('content.xml', content), ('styles.xml', styles), ('META-INF/manifest.xml', manifest)])


for name, lines in FORMS.items():
    docx(os.path.join(sys.argv[1], name + '.docx'), lines)
    odt(os.path.join(sys.argv[1], name + '.odt'), lines)
