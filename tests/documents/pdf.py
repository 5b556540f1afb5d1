#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the PDF files of tests/documents/unit: reportlab for all that is to be just so, LibreOffice for what offices send.
# Run by hand where something changes (python3-reportlab, python3-docx, python3-pil, libreoffice-writer-nogui); the tests need only the files.
#   pdf.py [FOLDER]
import os, random, subprocess, sys, tempfile
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'unit')
W, H = A4


def page(name, **more):
    return canvas.Canvas(os.path.join(out, name + '.pdf'), pagesize=more.pop('pagesize', A4), invariant=1, **more)


def lines(c, texts, x=72, y=760, step=15, font='Helvetica', size=11):
    c.setFont(font, size)
    for t in texts:
        c.drawString(x, y, t)
        y -= step
    return y


def office(name, doc):
    with tempfile.TemporaryDirectory() as d:
        doc.save(f'{d}/{name}.docx')
        subprocess.run(['soffice', '--headless', '--convert-to', 'pdf', '--outdir', out, f'{d}/{name}.docx'],
                       check=True, stdout=subprocess.DEVNULL)


def letter():
    """Tab stops, superscript, justified lines, a table whose cells are too narrow for a NIP."""
    d = Document()
    d.styles['Normal'].font.name = 'Liberation Serif'
    d.styles['Normal'].font.size = Pt(12)

    def tabbed(t, at):
        f = d.add_paragraph(t).paragraph_format
        f.tab_stops.add_tab_stop(Cm(at))
        f.tab_stops.add_tab_stop(Cm(at + .5))
        f.space_after = Pt(0)

    p = d.add_paragraph()
    p.alignment = WD_ALIGN_PARAGRAPH.CENTER
    p.add_run('PEMERINTAH KABUPATEN TAPIN\nDINAS PERPUSTAKAAN DAN KEARSIPAN').bold = True
    for t in ('Nomor\t:\t800/123/DISPERSIP/2026', 'Sifat\t:\tBiasa', 'Hal\t:\tPermohonan Penerbitan Sertifikat Elektronik'):
        tabbed(t, 3)
    d.add_paragraph()
    p = d.add_paragraph('Dengan hormat, bersama ini kami sampaikan permohonan penerbitan sertifikat elektronik bagi pegawai di '
                        'lingkungan dinas kami sebagaimana diatur dalam undang-undang nomor 11 tahun 2008')
    p.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    p.add_run('1)').font.superscript = True
    p.add_run(' dengan data sebagai berikut:')
    for a, b in (('Nama', 'Siti Contoh, S.Sos., M.AP.'), ('NIP', '19850123 201001 2 003'), ('NIK', '6305012301850001'),
                 ('Pangkat/Gol. Ruang', 'Penata Tk. I / III d'), ('E-mail', 'siti.contoh@tapinkab.go.id')):
        tabbed(f'{a}\t: {b}', 4.5)
    d.add_paragraph()
    t = d.add_table(3, 4)
    t.style = 'Table Grid'
    for i, row in enumerate((('No', 'Nama', 'NIP', 'Jabatan'), ('1', 'Budi Contoh', '197001011995031002', 'Arsiparis'),
                             ('2', 'Dewi Contoh', '198002022005012003', 'Pranata Komputer'))):
        for j, c in enumerate(row):
            t.cell(i, j).text = c
    d.add_paragraph()
    d.add_paragraph('Rantau, 20 November 2026\nKepala Dinas,\n\n\nDrs. H. Ahmad Contoh, M.Si.').paragraph_format.left_indent = Cm(9)
    office('surat', d)


def form_by_office():
    """A borderless table as a form, labels and values of different length, one value on two lines."""
    d = Document()
    d.styles['Normal'].font.name = 'Liberation Sans'
    d.styles['Normal'].font.size = Pt(10)
    d.add_paragraph('SURAT PERNYATAAN')
    t = d.add_table(4, 3)
    for i, row in enumerate((('Nama Lengkap', ':', 'Rahmat Contoh'), ('Tempat/Tanggal Lahir', ':', 'Rantau, 1 Januari 1990'),
                             ('Alamat', ':', 'Jl. Jenderal Contoh No. 1 RT 2 RW 3 Kelurahan Rantau Kiwa Kecamatan Tapin Utara'),
                             ('No. HP', ':', '0812-0000-0000'))):
        for j, c in enumerate(row):
            t.cell(i, j).text = c
            t.cell(i, j).width = Cm((4.5, .5, 8)[j])
    d.add_paragraph('Demikian pernyataan ini dibuat dengan sebenarnya.')
    office('pernyataan', d)


def narrow():
    """A narrow justified column with wide gaps, lists, double spacing, a tab to the right, labels set with several tabs."""
    d = Document()
    d.styles['Normal'].font.name = 'Carlito'
    d.styles['Normal'].font.size = Pt(11)
    d.sections[0].right_margin = Cm(11)
    d.add_paragraph('Berdasarkan peraturan pemerintah tentang penyelenggaraan pemerintahan berbasis elektronik, dipertanggungjawabkan '
                    'sepenuhnya oleh penandatanganan elektronik tersertifikasi di lingkungan pemerintah').alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    d.add_paragraph('Satu hal', style='List Bullet')
    d.add_paragraph('Dua hal', style='List Number')
    d.add_paragraph('Spasi ganda baris satu yang cukup panjang untuk dua baris').paragraph_format.line_spacing = 2
    d.add_paragraph('kiri\tkanan').paragraph_format.tab_stops.add_tab_stop(Cm(7), WD_TAB_ALIGNMENT.RIGHT)
    d.add_paragraph('Nama\t\t: Siti\nNIP\t\t: 198501232010012003\nTempat, Tgl Lahir\t: Rantau\nNama   : Budi\nNo.HP  :  0812')
    office('rata', d)


def plain():
    c = page('biasa')
    lines(c, ['Nama : Siti Contoh', 'NIP : 198501232010012003', '', 'Mohon reset passphrase, terima kasih.'])
    c.save()


def scrambled():
    """Lines, cells and letters drawn in any order, as some printers' drivers do."""
    c = page('acak')
    c.setFont('Times-Roman', 12)
    items = []
    for i, (a, b) in enumerate((('Nama', 'Siti Contoh'), ('NIP', '198501232010012003'), ('Jabatan', 'Arsiparis Ahli Muda'))):
        for x, text in ((72, a), (190, ': ' + b)):
            for ch in text:
                if ch != ' ':
                    items.append((x, 760 - 16 * i + (i % 2) * .4, ch))
                x += c.stringWidth(ch)
    random.Random(7).shuffle(items)
    for x, y, ch in items:
        c.drawString(x, y, ch)
    c.save()


def spread():
    """Letters set apart: by character spacing, and one by one with uneven gaps."""
    c = page('renggang')
    t = c.beginText(72, 760)
    t.setFont('Helvetica-Bold', 14)
    t.setCharSpace(2.2)
    t.textLine('SURAT PERMOHONAN')
    t.setCharSpace(0)
    t.setFont('Helvetica', 11)
    t.textLine('Nama : Siti')
    c.drawText(t)
    c.setFont('Helvetica', 12)
    x = 72
    for i, ch in enumerate('Dewi Contoh'):
        c.drawString(x, 700, ch)
        x += c.stringWidth(ch) + (1.9, 2.2, 1.7)[i % 3]
    lines(c, ['a b c d e'], y=680)
    c.save()


def hyphens():
    c = page('suku')
    lines(c, ['Dengan ini kami mengajukan permohonan penerbi-', 'tan sertifikat elektronik menurut undang-', 'undang yang berlaku, bersama-',
              'sama dengan berkas. Alamat kami siti-', 'contoh@tapinkab.go.id dan nomor 0812-', '0000-0000, kegiatan 2025-', 'an dan Kalimantan-',
              'Selatan.'])
    c.setFont('Helvetica', 11)
    c.drawString(72, 560, 'Hal')
    c.drawString(130, 560, ': Permohonan perpan-')
    c.drawString(136, 545, 'jangan sertifikat')
    c.drawString(72, 515, 'Kiri')
    c.drawString(200, 515, 'kanan-')
    c.drawString(72, 500, 'bawah')
    c.save()


def turned():
    c = page('putar')
    c.setPageRotation(90)
    c.saveState()
    c.rotate(90)
    lines(c, ['Nama : Siti Contoh', 'NIP : 198501232010012003'], x=72, y=-100)
    c.restoreState()
    c.showPage()
    c.setPageRotation(0)
    c.saveState()
    c.translate(W, H)
    c.rotate(180)
    lines(c, ['Nama : Dewi Contoh', 'Halaman ini terbalik, atas menjadi bawah.'])
    c.restoreState()
    c.showPage()
    lines(c, ['Nama : Budi Contoh', 'Halaman ini tegak, dengan cap di tepinya.'])
    c.saveState()
    c.translate(30, 300)
    c.rotate(90)
    lines(c, ['Ditandatangani secara elektronik'], x=0, y=0, size=8)
    c.restoreState()
    c.save()


def locked():
    from reportlab.lib.pdfencrypt import StandardEncryption
    for name, user in (('sandi', 'rahasia'), ('pemilik', '')):
        c = page(name, encrypt=StandardEncryption(user, ownerPassword='pemilik', canCopy=0))
        lines(c, ['Nama : Siti Contoh', 'Surat ini tidak boleh disalin.'])
        c.save()


def picture():
    i = Image.new('L', (620, 877), 255)
    ImageDraw.Draw(i).text((60, 60), 'Nama : Siti Contoh', fill=0)
    return i


def scans():
    with tempfile.TemporaryDirectory() as d:
        f = d + '/x.png'
        picture().save(f)
        c = page('gambar')
        c.drawImage(f, 0, 0, W, H)
        lines(c, ['1'], x=300, y=20)
        c.save()
        c = page('campur')
        lines(c, ['Nama : Siti Contoh', 'Terlampir surat pernyataan.'])
        c.showPage()
        for n in range(8):  # in strips
            c.drawImage(f, 0, H / 8 * n, W, H / 8)
        c.save()
        c = page('lapisan')  # a scan over which its maker laid what it read
        c.drawImage(f, 0, 0, W, H)
        t = c.beginText(72, 760)
        t.setFont('Helvetica', 11)
        t.setTextRenderMode(3)
        t.textLine('Nama : Siti Contoh')
        t.textLine('NIP : 198501232010012003')
        c.drawText(t)
        c.save()
        c = page('logo')
        c.drawImage(f, 40, 740, 60, 80)
        lines(c, ['Terlampir.'])
        c.save()
    c = page('kosong')
    c.line(10, 10, 100, 100)
    c.save()


def forms():
    """Fields whose values are drawn, and (bare) fields without any appearance."""
    c = page('formulir')
    lines(c, ['Nama', 'NIP', 'Unit kerja'], step=30)
    f = c.acroForm
    f.textfield(name='nama', value='Siti Contoh', x=150, y=752, width=200, height=20, fontSize=11)
    f.textfield(name='nip', value='198501232010012003', x=150, y=722, width=200, height=20, fontSize=11)
    f.choice(name='unit', value='Dinas Kearsipan', options=['Dinas Kearsipan', 'Dinas Lain'], x=150, y=692, width=200, height=20, fontSize=11)
    c.save()
    bare = ['<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 6 0 R 7 0 R]>>>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
            '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R 6 0 R 7 0 R]/Resources<</Font<</F<</Type/Font/Subtype/Type1'
            '/BaseFont/Helvetica>>>>>>>>']
    text = 'BT /F 11 Tf 72 760 Td (Nama :) Tj 0 -30 Td (NIP :) Tj 0 -30 Td (Alamat :) Tj ET'
    bare.append(f'<</Length {len(text)}>> stream\n{text}\nendstream')
    for i, v in enumerate(('Siti Contoh', '198501232010012003', 'Jalan Contoh\\rRantau')):
        y = 756 - 30 * i
        bare.append(f'<</Type/Annot/Subtype/Widget/FT/Tx/F 2/T(f{i})/V({v})/Rect[130 {y - 12 * (i == 2)} 330 {y + 16}]>>')
    with open(os.path.join(out, 'isian.pdf'), 'w') as w:
        w.write('%PDF-1.4\n' + ''.join(f'{i + 1} 0 obj {o} endobj\n' for i, o in enumerate(bare)) + 'trailer <</Root 1 0 R/Size 8>>\n%%EOF\n')


def characters():
    """Ligatures, typographic marks, no-break blanks, a line with raised and lowered figures; columns, two of them."""
    pdfmetrics.registerFont(TTFont('D', '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'))
    c = page('huruf')
    y = lines(c, ['Sertiﬁkat, eﬂuen, oﬃce “kutipan” – selesai…', 'Nama\u00a0:\u00a0Siti Contoh', '• butir satu'], font='D')
    c.setFont('D', 11)
    c.drawString(72, y, 'luas 25 m')
    x = 72 + c.stringWidth('luas 25 m', 'D', 11)
    c.setFont('D', 6)
    c.drawString(x, y + 4, '2')
    c.setFont('D', 11)
    c.drawString(x + 4, y, ' dan H')
    x += 4 + c.stringWidth(' dan H', 'D', 11)
    c.setFont('D', 6)
    c.drawString(x, y - 3, '2')
    c.setFont('D', 11)
    c.drawString(x + 4, y, 'O')
    c.setFont('Helvetica-Bold', 11)
    for dx in (0, .3):  # bold by drawing twice
        c.drawString(72 + dx, y - 40, 'TEBAL SEKALI')
    lines(c, ['kolom kiri satu', 'kolom kiri dua'], y=500)
    lines(c, ['kolom kanan satu', 'kolom kanan dua'], x=330, y=500)
    c.save()


def chinese():
    """Latin words in fonts of Chinese, Japanese and Korean programs, not embedded: read by poppler's own tables."""
    c = page('cina')
    for i, f in enumerate(('STSong-Light', 'HeiseiMin-W3', 'HYSMyeongJo-Medium')):
        pdfmetrics.registerFont(UnicodeCIDFont(f))
        lines(c, ['Nama : Siti \u4e2d\u6587'], y=700 - 15 * i, font=f)
    c.save()


def many():
    c = page('panjang')
    for i in range(25):
        lines(c, [f'Halaman nomor {i + 1} dari banyak halaman.'])
        c.showPage()
    c.save()


letter(), form_by_office(), narrow(), plain(), scrambled(), spread(), hyphens(), turned(), locked(), scans(), forms(), characters(), chinese(), many()
