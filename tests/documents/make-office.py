#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the DOCX and ODT samples of tests/documents/unit that no office program would write as they are needed here; surat.* there come from
# surat.fodt by LibreOffice (soffice --headless --convert-to odt surat.fodt, then docx, rtf and html of the odt), daftar.docx from python-docx
# where that is installed. The expected text (NAME.txt) is written by hand.
#   make-office.py FOLDER
import os
import sys
import zipfile

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
NS = (f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
      'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:x-wps" xmlns:v="urn:schemas-microsoft-com:vml" '
      'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def put(path, members):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, text in members:
            i = zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0))
            i.compress_type = zipfile.ZIP_STORED if name == 'mimetype' else zipfile.ZIP_DEFLATED
            z.writestr(i, text)


def relations(rows):
    return (HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            ''.join(f'<Relationship Id="{i}" Type="{OFFICE}{t}" Target="{to}"/>' for i, t, to in rows) + '</Relationships>')


def docx(path, body, extra=(), rows=(), main='document.xml', ns=NS):
    put(path, [('[Content_Types].xml', HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
               ('_rels/.rels', relations([('rId1', 'officeDocument', 'word/' + main)])),
               ('word/' + main, f'{HEAD}<w:document {ns}><w:body>{body}</w:body></w:document>'),
               (f'word/_rels/{main}.rels', relations(rows))] + list(extra))


def p(*runs):
    return '<w:p>' + ''.join(r if r.startswith('<') else t(r) for r in runs) + '</w:p>'


def t(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*content):
    return '<w:tc><w:tcPr/>' + ''.join(content) + '</w:tc>'


def tr(*cells):
    return '<w:tr>' + ''.join(cells) + '</w:tr>'


def tbl(*rows):
    return '<w:tbl><w:tblPr/><w:tblGrid/>' + ''.join(rows) + '</w:tbl>'


def margin(kind, *lines):
    return f'{HEAD}<w:{kind} {NS}>' + ''.join(p(x) for x in lines) + f'</w:{kind}>'


to = sys.argv[1]
at = lambda name: os.path.join(to, name)
tab, br = '<w:r><w:tab/></w:r>', '<w:r><w:br/></w:r>'

docx(at('tanda.docx'), ''.join([
    p('<w:pPr><w:tabs><w:tab w:val="left" w:pos="2000"/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>', 'Nama', tab, ': Siti', ' Contoh'),
    p('NIP         : 1978 0101'),
    p('Yang lama', '<w:del w:id="1"><w:r><w:delText>hapus</w:delText><w:t>hapus</w:t></w:r></w:del>', '<w:ins w:id="2">' + t(' yang baru') + '</w:ins>'),
    p('<w:moveFrom w:id="3">' + t('dari sini') + '</w:moveFrom>', '<w:moveTo w:id="4">' + t('ke sini') + '</w:moveTo>'),
    p('Tanggal: ', '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "d MMMM yyyy" </w:instrText></w:r>'
      '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + t('20 November 2026') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    p('<w:fldSimple w:instr=" AUTHOR ">' + t('Budi') + '</w:fldSimple>', ' ', '<w:hyperlink r:id="rId9">' + t('budi@contoh.go.id') + '</w:hyperlink>'),
    p('tanda<w:t/>'.replace('<w:t/>', ''), '<w:r><w:noBreakHyphen/></w:r>', 'tangan elek', '<w:r><w:softHyphen/></w:r>', 'tro\u00adnik\u00a0baru\u200b'),
    p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', ' Baru ', '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', ' Perpanjangan'),
    p('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
      '</w:fldChar></w:r>', ' Pencabutan'),
    p('terlihat', '<w:r><w:rPr><w:b/><w:vanish/></w:rPr><w:t>tersembunyi</w:t></w:r>', '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> semua</w:t></w:r>'),
    '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>' + p('Ketuk di sini untuk mengisi teks') + '</w:sdtContent></w:sdt>',
    '<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>' + p('Unit kerja: Diskominfo') + '</w:sdtContent></w:sdt>',
    p('Sebelum kotak ', '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>' + p('Isi kotak') +
      '</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>' + p('Isi kotak') +
      '</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>', 'sesudah kotak'),
    p('<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>', br, 'baris kedua', '<w:r><w:br w:type="page"/></w:r>', 'Halaman dua'),
    p('<w:ruby><w:rt>' + t('kecil') + '</w:rt><w:rubyBase>' + t('besar') + '</w:rubyBase></w:ruby>', ' \U0001f44d &amp; &lt;selesai&gt; &#233;'),
]))

docx(at('tabel.docx'), ''.join([
    p('Permohonan'),
    tbl(tr(tc(p('Nama')), tc(p(':')), tc(p('Rina Contoh'))), tr(tc(p('Alamat')), tc(p(':')), tc(p('Jalan Contoh 1'), p('Kota Contoh')))),
    p(),
    tbl(tr(tc(p('Nama'), p('NIP'), p(), p('Surel')), tc(p(': Budi'), p(': 1979'), p(), p(': budi@contoh.go.id')))),
    tbl(tr(tc(p('Luar'), tbl(tr(tc(p('a')), tc(p('b'))), tr(tc(p('c')), tc(p('d')))), p('akhir')), tc(p('Kanan')))),
    tbl(tr(tc(p()), tc(p('Kepala Dinas,'), p(), p(), p('Ahmad')))),
    '<w:tbl>' + '<w:tr>' + ''.join(tc(p(str(i))) for i in range(70)) + '</w:tr></w:tbl>',
]))

margins = [('word/header1.xml', margin('hdr', 'KOP SURAT')), ('word/header2.xml', margin('hdr', 'HALAMAN PERTAMA')),
           ('word/header3.xml', margin('hdr', 'HALAMAN GENAP')), ('word/header4.xml', margin('hdr', 'SISA TEMPLAT')),
           ('word/footer1.xml', margin('ftr', 'Jalan Contoh 1')), ('word/footer2.xml', margin('ftr', 'Jalan Contoh 1'))]
rows = [(f'h{i}', 'header', f'header{i}.xml') for i in (1, 2, 3, 4)] + [('f1', 'footer', '/word/footer1.xml'), ('f2', 'footer', 'footer2.xml')]


def section(first):
    return ('<w:sectPr><w:headerReference w:type="first" r:id="h2"/><w:headerReference w:type="even" r:id="h3"/>'
            '<w:headerReference w:type="default" r:id="h1"/><w:footerReference w:type="default" r:id="f1"/>'
            '<w:footerReference w:type="default" r:id="f2"/>' + ('<w:titlePg/>' if first else '') + '</w:sectPr>')


settings = lambda even: ('word/settings.xml', f'<w:settings {NS}>' + ('<w:evenAndOddHeaders/>' if even else '') + '</w:settings>')
docx(at('kop.docx'), p('Isi surat') + section(False), margins + [settings(False)], rows)
docx(at('kop-semua.docx'), p('Isi surat') + section(True), margins + [settings(True)], rows, main='document2.xml')
docx(at('ketat.docx'), p('Isi', tab, ': ketat'), ns=NS.replace(W, 'http://purl.oclc.org/ooxml/wordprocessingml/main'))
docx(at('utf16.docx'), p('x'))
with zipfile.ZipFile(at('utf16.docx'), 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr(zipfile.ZipInfo('word/document.xml', (2026, 11, 20, 9, 0, 0)),
               f'<?xml version="1.0" encoding="UTF-16"?><w:document {NS}><w:body>{p("Perihal", tab, ": é")}</w:body></w:document>'.encode('utf-16'))

O = 'urn:oasis:names:tc:opendocument:xmlns:'
ODF = (f'xmlns:office="{O}office:1.0" xmlns:text="{O}text:1.0" xmlns:table="{O}table:1.0" xmlns:draw="{O}drawing:1.0" xmlns:style="{O}style:1.0" '
       f'xmlns:svg="{O}svg-compatible:1.0"')


def odt(path, body, styles='', manifest='', type='application/vnd.oasis.opendocument.text'):
    put(path, [('mimetype', type), ('content.xml', f'{HEAD}<office:document-content {ODF}><office:automatic-styles><style:style style:name="T1">'
                '<style:text-properties text:display="none"/></style:style></office:automatic-styles><office:body><office:text>'
                f'{body}</office:text></office:body></office:document-content>'),
               ('styles.xml', f'{HEAD}<office:document-styles {ODF}><office:master-styles><style:master-page style:name="Standard">{styles}'
                '</style:master-page></office:master-styles></office:document-styles>'),
               ('META-INF/manifest.xml', f'{HEAD}<manifest:manifest xmlns:manifest="{O}manifest:1.0"><manifest:file-entry>{manifest}'
                '</manifest:file-entry></manifest:manifest>')])


odt(at('tanda.odt'), '\n  '.join([
    '<text:p>Nama<text:tab/>:\n      Siti   Contoh</text:p>', '<text:p>NIP<text:s text:c="9"/>: 1978</text:p>',
    '<text:p>Ada<text:span text:style-name="T1"> tersembunyi</text:span> terlihat<text:hidden-text text:is-hidden="true">hilang</text:hidden-text></text:p>',
    '<text:section text:display="none"><text:p>bagian tersembunyi</text:p></text:section>',
    '<text:list><text:list-item><text:p>butir satu</text:p></text:list-item><text:list-item><text:p>butir dua</text:p></text:list-item></text:list>',
    '<text:p>Bentuk<draw:custom-shape><text:p>dalam bentuk</text:p></draw:custom-shape> akhir</text:p>',
    '<draw:frame><draw:text-box><text:p>di halaman</text:p></draw:text-box></draw:frame>',
    '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>k</text:p></table:table-cell>'
    '</table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="1000000"/></table:table-row>'
    '</table:table>']),
    '<style:header><text:p>KOP</text:p></style:header><style:header-left style:display="false"><text:p>KIRI</text:p></style:header-left>'
    '<style:footer><text:p>KAKI</text:p></style:footer>')
odt(at('terkunci.odt'), '', manifest='<manifest:encryption-data/>')
odt(at('hitung.ods'), '<text:p>x</text:p>', type='application/vnd.oasis.opendocument.spreadsheet')
put(at('hitung.xlsx'), [('_rels/.rels', relations([('rId1', 'officeDocument', 'xl/workbook.xml')])), ('xl/workbook.xml', '<x/>')])

try:
    import docx as word
    d = word.Document()
    d.add_heading('Permohonan Sertifikat', 1)
    d.add_paragraph('Nama\t: Dewi Contoh')
    d.add_paragraph('Butir', style='List Bullet')
    table = d.add_table(rows=2, cols=3)
    for i, x in enumerate(['No', 'Nama', 'NIP', '1', 'Dewi Contoh', '198003032007032003']):
        table.cell(i // 3, i % 3).text = x
    d.sections[0].header.paragraphs[0].text = 'DINAS CONTOH'
    d.save(at('daftar.docx'))
except ImportError:
    print('no python-docx: daftar.docx is left as it is')
