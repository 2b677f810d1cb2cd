"""Draws docs/drawings.bin: four 32x32 pictures in the CIFAR-10 binary format, so that the README's picture needs nobody's images.

    python3 docs/drawings.py docs/drawings.bin      (needs NumPy and Pillow)
"""
from PIL import Image, ImageDraw, ImageFilter
import numpy as np, sys
rng=np.random.default_rng(0)
S=256
def grad(top,bot):
    t=np.linspace(0,1,S)[:,None,None]; a=(1-t)*np.array(top)+t*np.array(bot); a=np.repeat(a,S,1)
    a+=rng.normal(0,6,(S,S,1)); return Image.fromarray(np.uint8(np.clip(a,0,255)))
def plane():
    im=grad((90,140,205),(185,210,235)); d=ImageDraw.Draw(im)
    d.ellipse((20,175,110,205),fill=(225,232,240)); d.ellipse((150,30,240,58),fill=(215,228,240))
    d.polygon([(30,128),(60,112),(200,108),(236,96),(232,124),(200,138),(60,140)],fill=(228,230,234))
    d.polygon([(110,118),(150,118),(120,52),(100,50)],fill=(200,204,210))
    d.polygon([(100,134),(150,134),(96,206),(76,204)],fill=(178,182,190))
    d.polygon([(196,108),(232,98),(240,56),(222,58)],fill=(170,60,60))
    for x in range(70,190,14): d.rectangle((x,118,x+6,124),fill=(80,95,120))
    return im
def ship():
    im=grad((150,185,220),(215,225,232)); d=ImageDraw.Draw(im)
    d.rectangle((0,160,S,S),fill=(40,84,120))
    for i in range(60): 
        x,y=rng.integers(0,S),rng.integers(165,S); d.line((x,y,x+18,y),fill=(70,120,155),width=2)
    d.polygon([(24,140),(236,130),(212,180),(50,180)],fill=(150,40,36)); d.polygon([(24,140),(236,130),(230,144),(28,152)],fill=(235,235,235))
    d.rectangle((80,92,170,138),fill=(240,240,236)); d.rectangle((95,66,150,92),fill=(225,226,224)); d.rectangle((112,36,132,66),fill=(40,44,52))
    for x in range(88,164,16): d.rectangle((x,102,x+8,112),fill=(60,80,110))
    return im
def truck():
    im=grad((170,195,215),(205,215,220)); d=ImageDraw.Draw(im)
    d.rectangle((0,186,S,S),fill=(110,108,104)); d.rectangle((0,150,S,188),fill=(110,140,84))
    d.rectangle((24,66,160,186),fill=(232,232,226)); d.rectangle((24,66,160,84),fill=(190,190,186))
    d.polygon([(164,104),(212,104),(236,140),(236,190),(164,190)],fill=(190,36,34)); d.polygon([(176,112),(206,112),(222,140),(176,140)],fill=(110,140,165))
    d.rectangle((20,182,240,196),fill=(50,50,54))
    for x in (44,92,182): d.ellipse((x,170,x+44,214),fill=(24,24,26)); d.ellipse((x+13,183,x+31,201),fill=(150,150,152))
    return im
def car():
    im=grad((200,205,205),(190,190,185)); d=ImageDraw.Draw(im)
    d.rectangle((0,170,S,S),fill=(120,118,114))
    d.polygon([(12,150),(44,140),(82,98),(168,98),(206,140),(244,150),(246,190),(10,190)],fill=(30,70,160))
    d.polygon([(92,106),(122,106),(122,138),(66,138)],fill=(170,195,210)); d.polygon([(130,106),(162,106),(190,138),(130,138)],fill=(170,195,210))
    d.rectangle((12,158,30,168),fill=(240,220,150)); d.rectangle((228,158,246,168),fill=(200,40,40))
    for x in (40,170): d.ellipse((x,164,x+50,214),fill=(20,20,22)); d.ellipse((x+14,178,x+36,200),fill=(170,170,172))
    return im
out=b''
for lab,f in ((0,plane),(8,ship),(9,truck),(1,car)):
    im=f().filter(ImageFilter.GaussianBlur(2)).resize((32,32),Image.LANCZOS); a=np.asarray(im).transpose(2,0,1); out+=bytes([lab])+a.tobytes()
open(sys.argv[1],"wb").write(out)
